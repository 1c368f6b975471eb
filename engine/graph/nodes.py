"""Tensor nodes, op nodes, and the two walks: ``apply`` makes nodes, ``backward`` visits them.

They stand in one file because each needs the others: an operator on a tensor node applies an op,
which makes an op node and a new tensor node.
"""

# ruff: noqa: SLF001  for the same reason

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from weakref import ref

import numpy as np
from numpy import float64, ndarray

from engine.arrays import FLOAT64, Shape, Value, as_value, normalized, unbroadcast
from engine.catalog import ALIASES, CATALOG
from engine.errors import EngineError, ShapeError
from engine.graph.numpy_calls import COMPARISONS, REDUCTIONS, UFUNCS, from_numpy
from engine.graph.recorder import current_recorder
from engine.graph.values import on_values
from engine.op import Context, Held, Op

ONE = float64(1.0)

_next_number = count(0, -1).__next__


class OpNode(Context):
    """One application of an op: which op, on what, giving what.

    It is its op's context as well, since it holds what forward leaves for backward. ``number``
    counts creations, downwards, since a heap gives its smallest: eager execution order is a
    topological order, which is all that the backward walk needs to know.
    """

    __slots__ = ("backward", "number", "op", "outputs")

    op: type[Op]
    backward: Callable[..., Any]
    """The op's own, at hand for the walk: to look it up there takes as long as a small product."""
    number: int
    inputs: tuple[TensorNode, ...]
    outputs: tuple[ref[TensorNode], ...]
    """The tensors that the op made.

    They are held weakly: a strong link would close a circle with ``TensorNode.source``, and whole
    graphs would then wait for the garbage collector. The link to an only output costs a tenth of
    an op, so it is made for whoever asks where the output came from: see ``_linked``.
    """

    @property
    def context(self) -> Context:
        """What forward left for backward, under the lecture's name."""
        return self

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        return on_values(name, inputs, constants)

    def __repr__(self) -> str:
        shapes = ", ".join(str(node.shape) for node in self.inputs)
        return f"OpNode({self.op.name}: {shapes})"


def _op_node(op: type[Op], inputs: tuple[TensorNode, ...], constants: dict[str, Any]) -> OpNode:
    node = OpNode()
    node.op = op
    node.backward = op.backward
    node.inputs = inputs
    node.outputs = ()
    node.constants = constants
    node._facts = None
    node.number = _next_number()
    return node


def _linked(node: OpNode, output: TensorNode) -> OpNode:
    """Give an op node with its link to the output; several outputs have theirs from the start."""
    if not node.outputs:
        node.outputs = (ref(output),)
    return node


Short: TypeAlias = Callable[..., "TensorNode"]
"""An op as a function of its one or two inputs, its constants left as they are."""


def _of_one(op: type[Op]) -> Short:
    """Make the short way of applying an op of one input, where nobody watches."""
    forward, backward, constants = op.forward, op.backward, op.constants
    saves_output = op.saves_output
    carries = op.differentiable

    def run(x: Any) -> TensorNode:
        if type(x) is not TensorNode or current_recorder() is not None:
            watched: TensorNode = _applied(op, (x,), {})
            return watched
        node = OpNode()
        node.op = op
        node.backward = backward
        node.inputs = (x,)
        node.outputs = ()
        node.constants = constants
        node._facts = None
        node.number = _next_number()
        try:
            result = forward(node, x.value)
        except (ValueError, TypeError, IndexError) as error:
            raise _explained(op, (x,), constants, error) from error
        if type(result) is ndarray and not result.ndim:
            result = result[()]
        if saves_output:
            node.results = (result,)
        output = TensorNode()
        output.value = result
        output.gradient = None
        output._source = node
        output.differentiable = x.differentiable and carries
        return output

    return run


def _of_two(op: type[Op]) -> Short:
    """Make the short way of applying an op of two inputs, where nobody watches."""
    forward, backward, constants = op.forward, op.backward, op.constants
    saves_output = op.saves_output
    carries = op.differentiable

    def run(a: Any, b: Any) -> TensorNode:
        if current_recorder() is not None:
            watched: TensorNode = _applied(op, (a, b), {})
            return watched
        if type(a) is not TensorNode:
            a = constant(a)
        if type(b) is not TensorNode:
            b = constant(b)
        node = OpNode()
        node.op = op
        node.backward = backward
        node.inputs = (a, b)
        node.outputs = ()
        node.constants = constants
        node._facts = None
        node.number = _next_number()
        try:
            result = forward(node, a.value, b.value)
        except (ValueError, TypeError, IndexError) as error:
            raise _explained(op, (a, b), constants, error) from error
        if type(result) is ndarray and not result.ndim:
            result = result[()]
        if saves_output:
            node.results = (result,)
        output = TensorNode()
        output.value = result
        output.gradient = None
        output._source = node
        output.differentiable = (a.differentiable or b.differentiable) and carries
        return output

    return run


def _turned(short: Short) -> Short:
    """Exchange the two inputs: Python asks the right one where the left one knows nothing."""
    return lambda right, left: short(left, right)


def _is_short(op: type[Op]) -> bool:
    """Tell whether forward makes one output of its inputs alone, its constants left as they are."""
    one_output = len(op.outputs) == 1 and not op.many
    return one_output and not (op.required or op.variadic or op.optional or op.asks_first)


_SHORT: Mapping[str, Short] = {
    op.name: make(op)
    for inputs, make in ((1, _of_one), (2, _of_two))
    for op in CATALOG.values()
    if len(op.inputs) == inputs and _is_short(op)
}


class TensorNode:
    """A value, its gradient once a backward pass has computed it, and the op node it came from.

    ``gradient`` is None until computed. Operators, NumPy's functions and the catalogue's ops as
    methods all build the graph.
    """

    __slots__ = ("__weakref__", "_source", "differentiable", "gradient", "value")

    value: Value
    gradient: Value | None
    _source: OpNode | None
    differentiable: bool

    @property
    def source(self) -> OpNode | None:
        """The op node that the tensor came from, None for a leaf."""
        return None if self._source is None else _linked(self._source, self)

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
        turned: TensorNode = apply("transpose", self)
        return turned

    @property
    def mT(self) -> TensorNode:  # noqa: N802  NumPy's name
        """Each matrix of a stack, transposed."""
        turned: TensorNode = apply("swapaxes", self, axis1=-1, axis2=-2)
        return turned

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

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The catalogue's ops are methods: see below."""

    __add__, __radd__ = _SHORT["add"], _turned(_SHORT["add"])
    __sub__, __rsub__ = _SHORT["sub"], _turned(_SHORT["sub"])
    __mul__, __rmul__ = _SHORT["mul"], _turned(_SHORT["mul"])
    __truediv__, __rtruediv__ = _SHORT["div"], _turned(_SHORT["div"])
    __matmul__, __rmatmul__ = _SHORT["matmul"], _turned(_SHORT["matmul"])
    __mod__, __rmod__ = _SHORT["mod"], _turned(_SHORT["mod"])
    __rpow__ = _turned(_SHORT["power"])
    __neg__, __abs__ = _SHORT["neg"], _SHORT["abs"]

    def __pow__(self, exponent: Any) -> TensorNode:
        if isinstance(exponent, int | float | np.number):
            power: TensorNode = apply("pow", self, exponent=float(exponent))
            return power
        return _SHORT["power"](self, exponent)

    def __pos__(self) -> TensorNode:
        return self

    def __getitem__(self, key: Any) -> TensorNode:
        picked: TensorNode = apply("getitem", self, key=key)
        return picked

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
            short = _SHORT.get(UFUNCS.get(ufunc, ""))
            if short is not None:
                return short(*inputs)
            if ufunc in COMPARISONS:
                return ufunc(*map(_value_of, inputs))
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


def _method(op: type[Op]) -> Callable[..., Any]:
    """Make an op a method of tensor nodes: ``x.sum(axis=0)``."""
    short = _SHORT.get(op.name) if len(op.inputs) == 1 else None
    if short is not None and not op.constants:
        return short

    def method(self: TensorNode, *args: Any, **keywords: Any) -> Any:
        if short is not None and not args and not keywords:
            return short(self)
        return _applied(op, *op.bind((self, *args), keywords))

    return method


for _name, _canonical in ALIASES.items():
    if not hasattr(TensorNode, _name):
        setattr(TensorNode, _name, _method(CATALOG[_canonical]))


def tensor_node(
    value: Value, source: OpNode | None = None, differentiable: bool = True
) -> TensorNode:
    """Make a tensor node of a value as it is.

    The class has no ``__init__``, and what runs for every op writes these lines out: either call
    would be a twentieth of an op.
    """
    node = TensorNode()
    node.value = value
    node.gradient = None
    node._source = source
    node.differentiable = differentiable
    return node


def tensor(data: Any) -> TensorNode:
    """Make a leaf whose gradient is wanted: of float64 numbers, whatever numbers are given."""
    value = as_value(data)
    if value.dtype is not FLOAT64:
        value = value.astype(FLOAT64)
    return tensor_node(value)


def constant(data: Any) -> TensorNode:
    """Make a leaf that no gradient is computed for."""
    leaf = TensorNode()
    leaf.value = float64(data) if type(data) is float else as_value(data)
    leaf.gradient = leaf._source = None
    leaf.differentiable = False
    return leaf


def apply(name: str, *inputs: Any, **constants: Any) -> Any:
    """Run an op now and put it into the graph; an op with several outputs gives a tuple of nodes.

    Whatever is no tensor node becomes a constant. Raises EngineError where shapes do not fit.
    """
    return _applied(CATALOG[name], inputs, constants)


def _applied(op: type[Op], inputs: Sequence[Any], constants: dict[str, Any]) -> Any:
    constants = op.constants | constants if constants else op.constants
    if len(inputs) == 1 and type(inputs[0]) is TensorNode:
        # What the lines below do, at a third of their cost.
        operands: tuple[TensorNode, ...] = (inputs[0],)
        values: tuple[Value, ...] = (inputs[0].value,)
        differentiable = inputs[0].differentiable and op.differentiable
    else:
        operands = tuple([x if type(x) is TensorNode else constant(x) for x in inputs])
        values = tuple([operand.value for operand in operands])
        differentiable = op.differentiable and any([x.differentiable for x in operands])  # noqa: C419
    recorder = current_recorder()
    if recorder is not None:
        recorder.before(op, operands, constants)
    elif op.asks_first:
        _ask(op, operands, constants)
    node = _op_node(op, operands, constants)
    try:
        result = op.forward(node, *values, **constants)
    except (ValueError, TypeError, IndexError, ZeroDivisionError) as error:
        raise _explained(op, operands, constants, error) from error
    if type(result) is tuple:
        outputs = _several(node, result, differentiable)
        if recorder is not None:
            recorder.ran(node, outputs)
        return outputs
    output = _single(node, result, differentiable)
    if recorder is not None:
        recorder.ran(_linked(node, output), (output,))
    return output


def _single(node: OpNode, result: Value, differentiable: bool) -> TensorNode:
    """Make the tensor node of an op's one output."""
    if type(result) is ndarray and not result.ndim:
        result = result[()]
    if node.op.saves_output:
        node.results = (result,)
    return tensor_node(result, node, differentiable)


def _several(
    node: OpNode, results: tuple[Value, ...], differentiable: bool
) -> tuple[TensorNode, ...]:
    """Make the tensor nodes of an op with several outputs."""
    op, results = node.op, tuple(map(normalized, results))
    if op.saves_output:
        node.results = results
    outputs = tuple([tensor_node(value, node, differentiable) for value in results])
    for flat in op.flat:
        outputs[op.outputs.index(flat)].differentiable = False
    node.outputs = tuple(map(ref, outputs))
    return outputs


def _explained(
    op: type[Op], nodes: tuple[TensorNode, ...], constants: Mapping[str, Any], error: Exception
) -> Exception:
    """Turn NumPy's complaint into the plan's, which speaks of shapes and knows what to try."""
    try:
        _ask(op, nodes, constants)
    except EngineError as fault:
        return fault
    return error


def _ask(op: type[Op], nodes: tuple[TensorNode, ...], constants: Mapping[str, Any]) -> None:
    """Ask an op's plan whether it would run. Raises ShapeError, DomainError."""
    shapes = tuple(node.shape for node in nodes)
    try:
        op.plan(*shapes, **constants)
    except ShapeError as fault:
        operands = ", ".join(map(str, shapes))
        fault.message = f"{op.name} of {operands}: {fault.message}"
        fault.args = (fault.message,)
        raise


class Contribution(NamedTuple):
    """What an op sent to the input in one slot, in the shape of that input."""

    node: OpNode
    slot: int
    value: Value


@dataclass(slots=True)
class Contributions:
    """What a backward pass computed.

    ``gradients`` holds the sum for each tensor node that leads to the output, ``contributions`` the
    summands where they were asked for.
    """

    output: TensorNode
    gradients: dict[TensorNode, Value] = field(default_factory=dict)
    contributions: list[Contribution] = field(default_factory=list)

    @property
    def order(self) -> list[OpNode]:
        """The op nodes in the order in which they fired: the last made first."""
        fired = {
            _linked(node._source, node)
            for node in self.gradients
            if node._source is not None and node.differentiable
        }
        return sorted(fired, key=attrgetter("number"))


class _NodeContext(Context):
    """A context whose values are nodes, so that backward code records a graph of its own."""

    __slots__ = ("_node",)

    def __init__(self, node: OpNode) -> None:
        self.inputs = tuple([Held(x, x.differentiable) for x in node.inputs])
        self.constants = node.constants
        self._facts = node._facts
        self._node = node

    def output(self, slot: int = 0) -> TensorNode:
        outputs = self._node.outputs
        output = outputs[slot]()
        if output is None:
            # Nobody kept the tensor, but its value was saved.
            output = tensor_node(self._node.results[slot], self._node)
            self._node.outputs = (*outputs[:slot], ref(output), *outputs[slot + 1 :])
        return output

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        return apply(name, *inputs, **constants)


def backward(  # noqa: C901  one loop over the ops, and a call per op would be its cost
    output: TensorNode,
    *,
    seed: Any = None,
    keep_contributions: bool = False,
    on_nodes: bool = False,
    found: Contributions | None = None,
) -> Contributions:
    """Walk from ``output`` down to the leaves and give every gradient on the way.

    Each op fires once, after all its descendants: of the ops that a gradient has reached, the one
    created last is always next. ``seed`` is the output's own gradient, 1 unless given. With
    ``on_nodes`` the gradients are tensor nodes with a graph behind them, from the same backward
    code. ``found`` is filled as the walk goes, for whoever wants to see how far it is.

    Raises EngineError when the output holds more than one element and no seed is given.
    """
    if seed is None:
        seed = _one_for(output)
    found = found or Contributions(output)
    gradients = found.gradients
    gradients[output] = constant(seed) if on_nodes else seed
    gradient_of: Callable[[Any], Any] = gradients.get
    ready: list[tuple[int, OpNode, TensorNode]] = []
    seen: set[OpNode] = set()
    source = output._source
    if source is not None and output.differentiable:
        ready.append((source.number, source, output))
        seen.add(source)
    while ready:
        _, node, result = heappop(ready)
        context = _NodeContext(_linked(node, result)) if on_nodes else node
        fire = node.backward
        if node.outputs:
            sent = fire(context, *[gradient_of(output()) for output in node.outputs])
        else:
            sent = fire(context, gradients[result])
        if type(sent) is not tuple:
            sent = (sent,)
        slot = -1  # Counted by hand: ``enumerate`` would take a twentieth of an op.
        for operand in node.inputs:
            slot += 1
            if not operand.differentiable:
                continue
            new = sent[slot]
            if new is None:
                continue
            if type(new) is not float64:
                shape = operand.value.shape
                if new.shape != shape or not shape:
                    new = _fitted(new, shape)
            if keep_contributions:
                found.contributions.append(Contribution(_linked(node, result), slot, new))
            if operand in gradients:
                # Never `+=`: an op may have sent the same array to two inputs.
                gradients[operand] = gradients[operand] + new
                continue
            gradients[operand] = new
            source = operand._source
            if source is None:
                continue
            if source.outputs:
                # One of several outputs: another may have put the op here before.
                if source in seen:
                    continue
                seen.add(source)
            heappush(ready, (source.number, source, operand))
    return found


def _one_for(output: TensorNode) -> Value:
    """Give the gradient that a pass starts from, 1 in the output's shape. Raises EngineError."""
    shape = output.value.shape
    if not shape:
        return ONE
    if output.size != 1:
        raise EngineError(
            f"the output has the shape {shape}; a backward pass starts from one number",
            code="not-scalar",
            hint="Reduce it with sum(...), or choose one element.",
        )
    return np.ones(shape)


def _fitted(gradient: Value, shape: Shape) -> Value:
    """Sum a gradient over the copies that broadcasting made of its tensor."""
    if gradient.shape != shape:
        gradient = unbroadcast(gradient, shape)
    return gradient[()] if type(gradient) is ndarray and not shape else gradient


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
    return sorted(found, key=attrgetter("number"))
