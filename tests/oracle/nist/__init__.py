"""The engine against NIST's certified nonlinear regressions."""
