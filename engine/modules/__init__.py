"""Modules: callables that own named parameters, with a forward and no backward of their own."""

from engine.modules.applied import Applied
from engine.modules.linear import Linear
from engine.modules.module import Module
from engine.modules.sequential import MLP, ModuleList, Sequential
from engine.modules.weights import Weights

__all__ = ["MLP", "Applied", "Linear", "Module", "ModuleList", "Sequential", "Weights"]
