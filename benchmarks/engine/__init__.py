"""How fast is the engine, against NumPy by hand and against its peers, in one run?"""
