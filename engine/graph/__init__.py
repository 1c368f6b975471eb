"""The graph: tensor nodes, op nodes, and the two walks over them."""

from engine.graph.nodes import (
    Contribution,
    Contributions,
    OpNode,
    TensorNode,
    ancestors,
    apply,
    backward,
    constant,
    tensor,
    tensor_node,
)
from engine.graph.numpy_calls import IN_LINALG
from engine.graph.recorder import RECORDER, Recorder

__all__ = [
    "IN_LINALG",
    "RECORDER",
    "Contribution",
    "Contributions",
    "OpNode",
    "Recorder",
    "TensorNode",
    "ancestors",
    "apply",
    "backward",
    "constant",
    "tensor",
    "tensor_node",
]
