"""The modules against PyTorch's, with the same weights on the same inputs."""
