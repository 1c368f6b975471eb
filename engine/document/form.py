"""The form of the document, version 1. Fields at their default are left out of the JSON.

The page's side of the same form is ``static/src/core/document.ts``.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, Required, TypedDict

VERSION = 1

Num = float | int | Literal["NaN", "Infinity", "-Infinity"]
"""A number; NaN, Infinity and -Infinity travel as those strings."""


class FullArray(TypedDict):
    """Elements in row-major order."""

    shape: list[int]
    data: list[Num]


class Summary(TypedDict):
    """A large array in few numbers; min, max, mean and std are over its finite elements."""

    min: Num
    max: Num
    mean: Num
    std: Num
    nan: int
    inf: int
    zero: int


class SummarizedArray(TypedDict):
    """What travels of an array with more than 256 elements: its numbers, and a small picture.

    The picture is of the matrix of its last two axes that comes first.
    """

    shape: list[int]
    summary: Summary
    thumbnail: FullArray


Array = FullArray | SummarizedArray


class SpanForm(TypedDict):
    """Lines count from 1, columns from 0 in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class MemoryForm(TypedDict, total=False):
    """Views share a buffer. Offset (default 0) and strides count elements."""

    buffer: Required[int]
    offset: int
    strides: Required[list[int]]
    contiguous: bool


class TensorForm(TypedDict, total=False):
    """A tensor node; ``previous`` is the version of the leaf that this one took the place of."""

    id: Required[str]
    label: str
    role: Literal["input", "parameter", "target", "constant", "intermediate", "output"]
    shape: Required[list[int]]
    dtype: Literal["float64", "int64", "bool"]
    value: Array
    source: str
    module: str
    previous: str
    span: SpanForm
    differentiable: bool
    range: list[float]
    note: str
    memory: MemoryForm


class SavedForm(TypedDict):
    """Something that forward kept for backward."""

    name: str
    shape: list[int]
    bytes: int


class OpCost(TypedDict, total=False):
    """Floating-point operations of forward, and bytes of its outputs.

    ``backward`` are the operations of one backward, where the plan tells. ``jacobian`` counts by
    slot the elements of the Jacobian that backward does without; null where no gradient goes.
    """

    flops: Required[int]
    bytes: Required[int]
    backward: int
    jacobian: list[int | None]


class OpForm(TypedDict, total=False):
    """An op node."""

    id: Required[str]
    op: Required[str]
    symbol: Required[str]
    inputs: Required[list[str]]
    outputs: Required[list[str]]
    constants: dict[str, Any]
    saved: list[SavedForm]
    module: str
    span: SpanForm
    cost: OpCost


class EdgeForm(TypedDict, total=False):
    """An edge, keyed by op, slot and direction; ``local`` for elementwise ops only."""

    op: Required[str]
    slot: Required[int]
    tensor: Required[str]
    direction: Required[Literal["in", "out"]]
    local: Array


class ModuleForm(TypedDict, total=False):
    """A call of a function or module, or a block."""

    id: Required[str]
    name: Required[str]
    type: Required[str]
    parent: str
    call: int


class PassForm(TypedDict, total=False):
    """A pass over the graph. A tensor that is absent from ``gradients`` has none."""

    index: Required[int]
    mode: Required[Literal["forward", "reverse", "tangent"]]
    output: str
    order: Required[list[str]]
    gradients: dict[str, Array]
    contributions: dict[str, Array]


StepForm = list[int | str | None]
"""[pass, kind, op, tensor, slot]: leaf, forward, seed, backward, contribution or update."""


class FixForm(TypedDict):
    """A change that mends the fault."""

    title: str
    span: SpanForm
    text: str


class DiagnosticForm(TypedDict, total=False):
    """Something to tell the person who typed the program.

    ``fixes`` mend it, the likeliest first; ``operands`` are the tensors of the op that could not
    run.
    """

    code: Required[str]
    severity: Required[Literal["error", "warning", "info"]]
    message: Required[str]
    hint: str
    fixes: list[FixForm]
    span: SpanForm
    operands: list[str]


class Cost(TypedDict):
    """The whole forward pass; saved_bytes is what its ops keep for backward, each for itself.

    ``peak_bytes`` is what is kept where it is most, in the course of all passes, buffers that are
    shared counted once.
    """

    ops: int
    elements: int
    flops: int
    saved_bytes: int
    peak_bytes: int


class ScalarTensorForm(TypedDict, total=False):
    """A number: an element of a tensor, by its index, or what stands between.

    The same element has the same id in every expansion: ``W[0,1]``, ``s[]``. ``gradients`` holds a
    number for each pass, by its index, that computed one.
    """

    id: Required[str]
    label: Required[str]
    tensor: str
    index: list[int]
    value: Required[Num]
    gradients: dict[str, Num]


class ScalarOpForm(TypedDict, total=False):
    """An op on numbers. Where ``locals`` has null, no gradient goes.

    ``contributions`` holds by pass, and by slot, what it sent.
    """

    id: Required[str]
    op: Required[str]
    symbol: Required[str]
    inputs: Required[list[str]]
    output: Required[str]
    locals: Required[list[Num | None]]
    contributions: dict[str, list[Num | None]]


class ExpansionForm(TypedDict, total=False):
    """An op opened into ops on numbers, which stand in an order in which they can run.

    ``refused`` says why it stays closed; then it has no tensors and no ops.
    """

    op: Required[str]
    refused: str
    tensors: Required[list[ScalarTensorForm]]
    ops: Required[list[ScalarOpForm]]


class GraphDocument(TypedDict):
    """What happened, and in which order; ``titles`` says what each op is called in words.

    ``ordered`` names the ops of several inputs for which the order of these matters.
    ``expansions`` is there where ops were asked to open.
    """

    version: int
    engine: str
    structure: str
    source: str
    seed: int
    output: str | None
    titles: dict[str, str]
    ordered: list[str]
    tensors: list[TensorForm]
    ops: list[OpForm]
    edges: list[EdgeForm]
    modules: list[ModuleForm]
    passes: list[PassForm]
    steps: list[StepForm]
    diagnostics: list[DiagnosticForm]
    printed: list[str]
    cost: Cost
    expansions: NotRequired[list[ExpansionForm]]
