"""The service under load, under attack, and with faults made on purpose."""
