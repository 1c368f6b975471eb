"""Modules: callables that own named parameters, with a forward and no backward of their own."""

from engine.modules.applied import Applied
from engine.modules.attention import MultiheadAttention
from engine.modules.classification import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    NLLLoss,
)
from engine.modules.convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from engine.modules.dropout import Dropout
from engine.modules.embedding import Embedding
from engine.modules.googlenet import GoogLeNet
from engine.modules.inception import Inception
from engine.modules.linear import Linear
from engine.modules.module import Module
from engine.modules.normalization import (
    BatchNorm,
    BatchNorm1d,
    BatchNorm2d,
    GroupNorm,
    LayerNorm,
    RMSNorm,
)
from engine.modules.prelu import PReLU
from engine.modules.recurrent import GRUCell, LSTMCell, RNNCell
from engine.modules.sequential import MLP, ModuleList, Sequential
from engine.modules.transformer import TransformerBlock, TransformerEncoderLayer
from engine.modules.weights import Weights

__all__ = [
    "MLP",
    "Applied",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchNorm",
    "BatchNorm1d",
    "BatchNorm2d",
    "Conv1d",
    "Conv2d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "CrossEntropyLoss",
    "Dropout",
    "Embedding",
    "GRUCell",
    "GoogLeNet",
    "GroupNorm",
    "Inception",
    "LSTMCell",
    "LayerNorm",
    "Linear",
    "Module",
    "ModuleList",
    "MultiheadAttention",
    "NLLLoss",
    "PReLU",
    "RMSNorm",
    "RNNCell",
    "Sequential",
    "TransformerBlock",
    "TransformerEncoderLayer",
    "Weights",
]
