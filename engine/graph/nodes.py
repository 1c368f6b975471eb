"""Tensor nodes, op nodes, and the two walks: ``apply`` makes nodes, ``backward`` visits them.

They stand in one file because each needs the others: an operator on a tensor node applies an op,
which makes an op node and a new tensor node.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter
from typing import Any
from weakref import ref

import numpy as np

from engine.arrays import Shape, Value, as_value, normalized, unbroadcast
from engine.catalog import ALIASES, CATALOG
from engine.errors import EngineError, ShapeError
from engine.graph.numpy_calls import COMPARISONS, REDUCTIONS, from_numpy
from engine.graph.recorder import RECORDER
from engine.op import Context, Op

_numbers = count()


class OpNode:
    """One application of an op: which op, on what, giving what.

    The outputs are held weakly. A strong link would close a circle with ``TensorNode.source``, and
    whole graphs would then wait for the garbage collector. ``number`` counts creations: eager
    execution order is a topological order, which is all that the backward walk needs to know.
    """

    __slots__ = ("context", "inputs", "number", "op", "outputs")

    def __init__(self, op: type[Op], inputs: tuple[TensorNode, ...], context: Context) -> None:
        self.op = op
        self.inputs = inputs
        self.context = context
        self.number = next(_numbers)
        self.outputs: tuple[ref[TensorNode], ...] = ()

    def __repr__(self) -> str:
        shapes = ", ".join(str(node.shape) for node in self.inputs)
        return f"OpNode({self.op.name}: {shapes})"


class TensorNode:
    """A value, its gradient once a backward pass has computed it, and the op node it came from.

    ``source`` is None for a leaf, ``gradient`` is None until computed. Operators, NumPy's functions
    and the catalogue's ops as methods all build the graph.
    """

    __slots__ = ("__weakref__", "differentiable", "gradient", "source", "value")

    def __init__(
        self, value: Value, source: OpNode | None = None, *, differentiable: bool = True
    ) -> None:
        self.value = value
        self.gradient: Value | None = None
        self.source = source
        self.differentiable = differentiable

    @property
    def shape(self) -> Shape:
        """The sizes along the axes; () for a scalar."""
        shape: Shape = self.value.shape
        return shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.value.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self.value.size)

    @property
    def T(self) -> TensorNode:  # noqa: N802  NumPy's name
        """The tensor with its axes in reverse order."""
        return apply("transpose", self)

    def item(self) -> float:
        """Give the one element as a Python number. Raises ValueError where there are more."""
        number: float = self.value.item()
        return number

    def backward(self) -> None:
        """Fill in the gradient of every tensor that leads here, each pass starting from nothing."""
        for node, gradient in backward(self).gradients.items():
            node.gradient = gradient

    def __repr__(self) -> str:
        made = "" if self.source is None else f", source={self.source.op.name}"
        return f"TensorNode({np.array2string(np.asarray(self.value), threshold=20)}{made})"

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a scalar has no length")
        return self.shape[0]

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __getattr__(self, name: str) -> Any:
        """Give an op of the catalogue as a method: ``x.sum(axis=0)``."""
        op = CATALOG.get(ALIASES.get(name, ""))
        if op is None:
            raise AttributeError(f"a tensor node has no {name}")

        def method(*args: Any, **keywords: Any) -> Any:
            inputs, constants = op.bind((self, *args), keywords)
            return apply(op.name, *inputs, **constants)

        return method

    def __add__(self, other: Any) -> TensorNode:
        return apply("add", self, other)

    def __radd__(self, other: Any) -> TensorNode:
        return apply("add", other, self)

    def __sub__(self, other: Any) -> TensorNode:
        return apply("sub", self, other)

    def __rsub__(self, other: Any) -> TensorNode:
        return apply("sub", other, self)

    def __mul__(self, other: Any) -> TensorNode:
        return apply("mul", self, other)

    def __rmul__(self, other: Any) -> TensorNode:
        return apply("mul", other, self)

    def __truediv__(self, other: Any) -> TensorNode:
        return apply("div", self, other)

    def __rtruediv__(self, other: Any) -> TensorNode:
        return apply("div", other, self)

    def __matmul__(self, other: Any) -> TensorNode:
        return apply("matmul", self, other)

    def __rmatmul__(self, other: Any) -> TensorNode:
        return apply("matmul", other, self)

    def __pow__(self, exponent: Any) -> TensorNode:
        if isinstance(exponent, int | float | np.number):
            return apply("pow", self, exponent=float(exponent))
        return apply("power", self, exponent)

    def __rpow__(self, base: Any) -> TensorNode:
        return apply("power", base, self)

    def __mod__(self, other: Any) -> TensorNode:
        return apply("mod", self, other)

    def __neg__(self) -> TensorNode:
        return apply("neg", self)

    def __pos__(self) -> TensorNode:
        return self

    def __abs__(self) -> TensorNode:
        return apply("abs", self)

    def __getitem__(self, key: Any) -> TensorNode:
        return apply("getitem", self, key=key)

    def __lt__(self, other: Any) -> Value:
        return self.value < _value_of(other)

    def __le__(self, other: Any) -> Value:
        return self.value <= _value_of(other)

    def __gt__(self, other: Any) -> Value:
        return self.value > _value_of(other)

    def __ge__(self, other: Any) -> Value:
        return self.value >= _value_of(other)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            "NumPy cannot take a tensor node apart: pass it to a function that the catalogue "
            "knows, stack nodes with np.stack, or use its .value"
        )

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        """Apply the op that NumPy's function or reduction goes by."""
        if method == "__call__" and not keywords:
            if ufunc in COMPARISONS:
                return ufunc(*map(_value_of, inputs))
            known = ALIASES.get(ufunc.__name__)
            if known is not None:
                return apply(known, *inputs)
        if method == "reduce":
            keywords = {"axis": keywords.pop("axis", 0), **keywords}
        called = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        name = REDUCTIONS.get((ufunc, method), called)
        op, operands, constants = from_numpy(name, inputs, keywords)
        return apply(op, *operands, **constants)

    def __array_function__(self, function: Any, types: Any, args: Any, keywords: Any) -> Any:
        """Apply the op that NumPy's function goes by."""
        name, module = function.__name__, function.__module__
        op, operands, constants = from_numpy(name, args, keywords, module)
        return apply(op, *operands, **constants)


def _value_of(operand: Any) -> Any:
    return operand.value if type(operand) is TensorNode else operand


def tensor(data: Any) -> TensorNode:
    """Make a leaf whose gradient is wanted."""
    return TensorNode(as_value(data))


def constant(data: Any) -> TensorNode:
    """Make a leaf that no gradient is computed for."""
    return TensorNode(as_value(data), differentiable=False)


def apply(name: str, *inputs: Any, **constants: Any) -> TensorNode:  # noqa: C901
    """Run an op now and put it into the graph; an op with several outputs gives a tuple of nodes.

    Whatever is no tensor node becomes a constant. Raises EngineError where shapes do not fit.
    One function, because every call that it made would be paid for on every op.
    """
    op = CATALOG[name]
    differentiable = False
    nodes = []
    values = []
    for operand in inputs:
        node = operand if type(operand) is TensorNode else constant(operand)
        if node.differentiable:
            differentiable = True
        nodes.append(node)
        values.append(node.value)
    operands = tuple(nodes)
    if op.constants:
        constants = op.constants | constants
    recorder = RECORDER.get()
    if recorder is not None:
        recorder.before(op, operands, constants)
    context = _ValueContext(operands, constants)
    try:
        result = op.forward(context, *values, **constants)
    except (ValueError, TypeError, IndexError) as error:
        raise _explained(op, operands, constants, error) from error
    made = OpNode(op, operands, context)
    if not op.differentiable:
        differentiable = False
    if type(result) is tuple:
        context.outputs = tuple(map(normalized, result))
        outputs = tuple(
            TensorNode(value, made, differentiable=differentiable) for value in context.outputs
        )
        for flat in op.flat:
            outputs[op.outputs.index(flat)].differentiable = False
        made.outputs = tuple(map(ref, outputs))
        if recorder is not None:
            recorder.ran(made, outputs)
        return outputs  # type: ignore[return-value]  # callers of such an op know
    if type(result) is np.ndarray and result.ndim == 0:
        result = result[()]
    context.outputs = (result,)
    output = TensorNode(result, made, differentiable=differentiable)
    made.outputs = (ref(output),)
    if recorder is not None:
        recorder.ran(made, (output,))
    return output


def _explained(
    op: type[Op], nodes: tuple[TensorNode, ...], constants: Mapping[str, Any], error: Exception
) -> Exception:
    """Turn NumPy's complaint into the plan's, which speaks of shapes and knows what to try."""
    shapes = tuple(node.shape for node in nodes)
    try:
        op.plan(*shapes, **constants)
    except ShapeError as fault:
        operands = ", ".join(map(str, shapes))
        fault.message = f"{op.name} of {operands}: {fault.message}"
        fault.args = (fault.message,)
        return fault
    return error


class _ValueContext(Context):
    """A context whose values are arrays and scalars: what forward fills in."""

    __slots__ = ()

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        context = _ValueContext((), constants)
        return normalized(CATALOG[name].forward(context, *inputs, **constants))


@dataclass(frozen=True, slots=True)
class Contribution:
    """What an op sent to the input in one slot, in the shape of that input."""

    node: OpNode
    slot: int
    value: Value


@dataclass(slots=True)
class Contributions:
    """What a backward pass computed.

    ``order`` holds the op nodes in the order in which they fired, ``gradients`` the sum for each
    tensor node that leads to the output, ``contributions`` the summands where they were asked for.
    """

    output: TensorNode
    order: list[OpNode] = field(default_factory=list)
    gradients: dict[TensorNode, Value] = field(default_factory=dict)
    contributions: list[Contribution] = field(default_factory=list)


class _NodeContext(Context):
    """A context whose values are nodes, so that backward code records a graph of its own."""

    __slots__ = ("_source",)

    def __init__(self, source: OpNode) -> None:
        super().__init__(source.inputs, source.context.constants)
        self._facts = source.context.facts
        self._source = source

    def input(self, slot: int) -> TensorNode:
        node: TensorNode = self._operands[slot]
        return node

    def output(self, slot: int = 0) -> TensorNode:
        node = self._source.outputs[slot]()
        if node is None:
            node = TensorNode(self._source.context.outputs[slot], self._source)
            outputs = list(self._source.outputs)
            outputs[slot] = ref(node)
            self._source.outputs = tuple(outputs)
        return node

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        return apply(name, *inputs, **constants)


def backward(  # noqa: C901  one loop over the ops, and a call per op would be its cost
    output: TensorNode,
    *,
    seed: Any = None,
    keep_contributions: bool = False,
    on_nodes: bool = False,
) -> Contributions:
    """Walk from ``output`` down to the leaves and give every gradient on the way.

    Each op fires once, after all its descendants, since op nodes are visited in descending order of
    creation. ``seed`` is the output's own gradient, 1 unless given. With ``on_nodes`` the gradients
    are tensor nodes with a graph behind them, from the same backward code.

    Raises EngineError when the output holds more than one element and no seed is given.
    """
    if seed is None:
        if output.size != 1:
            raise EngineError(
                f"the output has the shape {output.shape}; a backward pass starts from one number",
                code="not-scalar",
                hint="Reduce it with sum(...), or choose one element.",
            )
        seed = np.ones(output.shape) if output.shape else np.float64(1.0)
    result = Contributions(output)
    gradients = result.gradients
    gradients[output] = constant(seed) if on_nodes else seed
    found: Mapping[TensorNode | None, Value] = gradients  # type: ignore[assignment]
    for node in ancestors(output):
        goutputs = tuple([found.get(out()) for out in node.outputs])
        if goutputs[0] is None and all(gradient is None for gradient in goutputs):
            continue
        context = _NodeContext(node) if on_nodes else node.context
        sent = node.op.backward(context, *goutputs)
        result.order.append(node)
        if type(sent) is not tuple:
            sent = (sent,)
        for slot, tensor_node in enumerate(node.inputs):
            new = sent[slot]
            if new is None or not tensor_node.differentiable:
                continue
            shape = tensor_node.value.shape
            if new.shape != shape:
                new = unbroadcast(new, shape)
            if not shape and type(new) is np.ndarray:
                new = new[()]
            if keep_contributions:
                result.contributions.append(Contribution(node, slot, new))
            old = gradients.get(tensor_node)
            # Never `+=`: an op may have sent the same array to two inputs.
            gradients[tensor_node] = new if old is None else old + new
    return result


def ancestors(output: TensorNode) -> list[OpNode]:
    """Collect the op nodes that lead to ``output``, the last made first."""
    if output.source is None or not output.differentiable:
        return []
    found = {output.source}
    waiting = [output.source]
    while waiting:
        for node in waiting.pop().inputs:
            source = node.source
            if source is not None and node.differentiable and source not in found:
                found.add(source)
                waiting.append(source)
    return sorted(found, key=attrgetter("number"), reverse=True)
