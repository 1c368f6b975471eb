"""The scalar level: an op opened into ops between the elements of its tensors."""

from engine.analysis.scalar.graph import Expansion, ScalarOp, ScalarTensor
from engine.analysis.scalar.opening import expand
from engine.analysis.scalar.room import Room

__all__ = ["Expansion", "Room", "ScalarOp", "ScalarTensor", "expand"]
