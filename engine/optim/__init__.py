"""Optimizers: what moves parameters against their gradients."""

from engine.optim.adagrad import Adagrad
from engine.optim.adam import Adam
from engine.optim.adamw import AdamW
from engine.optim.optimizer import Optimizer, Parameter
from engine.optim.rmsprop import RMSprop
from engine.optim.sgd import SGD

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "Parameter", "RMSprop"]
