"""The ops, one file per family. Families know NumPy and ``engine.op``, and not one another."""
