"""GoogLeNet, forward and backward, beside PyTorch."""
