"""The engine against PyTorch, on random programs: recorded for every run, live on request."""
