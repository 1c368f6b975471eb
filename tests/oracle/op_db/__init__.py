"""The engine's ops on the samples by which PyTorch tests its own, from its ``op_db``."""
