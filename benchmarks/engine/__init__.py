"""The engine's speed against NumPy by hand and against its peers, in one run."""
