"""The scalar level: an op opened into ops between the elements of its tensors."""

from engine.analysis.scalar.graph import Expansion, ScalarOp, ScalarTensor
from engine.analysis.scalar.opening import expand

__all__ = ["Expansion", "ScalarOp", "ScalarTensor", "expand"]
