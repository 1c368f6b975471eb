"""Modules: callables that own named parameters, with a forward and no backward of their own."""

from engine.modules.linear import Linear
from engine.modules.module import Module
from engine.modules.sequential import MLP, Activation, Sequential

__all__ = ["MLP", "Activation", "Linear", "Module", "Sequential"]
