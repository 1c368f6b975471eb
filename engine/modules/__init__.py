"""Modules: callables that own named parameters, with a forward and no backward of their own."""

from engine.modules.applied import Applied
from engine.modules.convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from engine.modules.dropout import Dropout
from engine.modules.googlenet import GoogLeNet
from engine.modules.inception import Inception
from engine.modules.linear import Linear
from engine.modules.module import Module
from engine.modules.sequential import MLP, ModuleList, Sequential
from engine.modules.weights import Weights

__all__ = [
    "MLP",
    "Applied",
    "Conv1d",
    "Conv2d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "Dropout",
    "GoogLeNet",
    "Inception",
    "Linear",
    "Module",
    "ModuleList",
    "Sequential",
    "Weights",
]
