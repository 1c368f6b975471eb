"""The form of the document, version 1. Fields at their default are left out of the JSON.

What stands below a field is its description in the schema of the API. The page's side of the same
form is ``static/src/core/document.ts``.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, Required, TypedDict

VERSION = 1

Num = float | int | Literal["NaN", "Infinity", "-Infinity"]
"""A number; NaN, Infinity and -Infinity travel as those strings."""


class FullArray(TypedDict):
    """An array with all its elements."""

    shape: list[int]
    """Its length along each axis; empty for a single number."""
    data: list[Num]
    """Its elements in row-major order."""


class Summary(TypedDict):
    """A large array in few numbers."""

    min: Num
    """The least of its finite elements."""
    max: Num
    """The greatest of its finite elements."""
    mean: Num
    """The mean of its finite elements."""
    std: Num
    """The standard deviation of its finite elements, over their number."""
    nan: int
    """How many elements are NaN."""
    inf: int
    """How many elements are an infinity."""
    zero: int
    """How many elements are zero."""


class SummarizedArray(TypedDict):
    """What travels of an array with more than 256 elements: its numbers, and a small picture."""

    shape: list[int]
    """Its length along each axis."""
    summary: Summary
    """What there is to say of all its elements."""
    thumbnail: FullArray
    """At most 32 by 32 elements, evenly apart, of the first matrix of its last two axes."""


Array = FullArray | SummarizedArray


class SpanForm(TypedDict):
    """A place in the program's text. Its end is exclusive."""

    line: int
    """The line where it begins, counted from 1."""
    column: int
    """The column where it begins, in characters from 0."""
    end_line: int
    """The line where it ends."""
    end_column: int
    """The column after its last character."""


class MemoryForm(TypedDict, total=False):
    """Where the elements of a tensor lie. Views share a buffer."""

    buffer: Required[int]
    """The number of its buffer; tensors with the same number share their memory."""
    offset: int
    """The place of its first element in the buffer, counted in elements; 0 where it is left out."""
    strides: Required[list[int]]
    """Elements of the buffer from one index to the next along each axis."""
    contiguous: bool
    """Whether its elements lie in row-major order without gaps; true where it is left out."""


class TensorForm(TypedDict, total=False):
    """A tensor node."""

    id: Required[str]
    """Its identity: the path of its module and its label, with #2 and so on where that was taken.
    A change elsewhere in the program does not move it."""
    label: str
    """Its name in the program; left out where it has none."""
    role: Literal["input", "parameter", "target", "constant", "intermediate", "output"]
    """What it is for; left out for an intermediate result."""
    shape: Required[list[int]]
    """Its length along each axis; empty for a single number."""
    dtype: Literal["float64", "int64", "bool"]
    """The type of its elements; float64 where it is left out."""
    value: Array
    """Its value; left out where the program stopped before it was computed."""
    source: str
    """The id of the op that made it; left out for a leaf."""
    module: str
    """The id of the module that it belongs to; left out at the top."""
    previous: str
    """The id of the version of this leaf whose place it took."""
    span: SpanForm
    """Where the program makes it."""
    differentiable: bool
    """Whether a gradient can reach it; true where it is left out."""
    range: list[float]
    """From where to where its slider goes, as the program says."""
    note: str
    """The program's comment on it."""
    memory: MemoryForm
    """Where its elements lie; left out for a single number."""


class SavedForm(TypedDict):
    """Something that forward kept for backward."""

    name: str
    """What the op calls it."""
    shape: list[int]
    """Its length along each axis."""
    bytes: int
    """How much memory it takes."""


class OpCost(TypedDict, total=False):
    """What an op costs, as far as its plan and the shapes tell it."""

    flops: Required[int]
    """Floating-point operations of forward."""
    bytes: Required[int]
    """Bytes of its outputs."""
    backward: int
    """Floating-point operations of one backward; left out where the plan does not tell."""
    jacobian: list[int | None]
    """By slot, the elements of the Jacobian that backward does without; null where no gradient
    goes."""


class OpForm(TypedDict, total=False):
    """An op node."""

    id: Required[str]
    """Its identity: the statement that made it and the op's name."""
    op: Required[str]
    """The op's name, under which `GET /api/v1/ops/{name}` explains it."""
    symbol: Required[str]
    """What stands in its diamond; it depends on the constants."""
    inputs: Required[list[str]]
    """The ids of its input tensors, by slot."""
    outputs: Required[list[str]]
    """The ids of its output tensors."""
    constants: dict[str, Any]
    """Its keyword arguments; left out where it has none."""
    saved: list[SavedForm]
    """What forward kept for backward; left out where that is nothing."""
    module: str
    """The id of the module that it belongs to; left out at the top."""
    span: SpanForm
    """Where the program calls it."""
    cost: OpCost
    """What it costs."""


class EdgeForm(TypedDict, total=False):
    """An edge between an op and a tensor; op, slot and direction are its identity."""

    op: Required[str]
    """The id of its op."""
    slot: Required[int]
    """Which input or output of the op it is, counted from 0."""
    tensor: Required[str]
    """The id of its tensor."""
    direction: Required[Literal["in", "out"]]
    """Whether the tensor goes into the op or comes out of it."""
    local: Array
    """The local derivative along it, in the shape of the output; for inputs of elementwise ops
    only."""


class ModuleForm(TypedDict, total=False):
    """A call of a function or module, or a block."""

    id: Required[str]
    """Its identity: the path of names that leads to it."""
    name: Required[str]
    """What the program calls it."""
    type: Required[str]
    """What it is: `function`, `block`, or the class of the module."""
    parent: str
    """The id of the module that it belongs to; left out at the top."""
    call: int
    """Which call of it this is, counted from 1; the first where it is left out."""


class PassForm(TypedDict, total=False):
    """A pass over the graph."""

    index: Required[int]
    """Its number: 0 is the forward pass, every backward pass is one of its own."""
    mode: Required[Literal["forward", "reverse", "tangent"]]
    """In which direction it goes."""
    output: str
    """The id of the tensor that a backward pass begins at."""
    order: Required[list[str]]
    """The ids of the ops that fired, in this order."""
    gradients: dict[str, Array]
    """The gradient of each tensor that the pass reached, by its id. A tensor that is absent has
    none, which is not zero."""
    contributions: dict[str, Array]
    """What the first 2,000 ops sent to each of their inputs, by the op's id and the slot:
    `y:mul:0`."""


StepForm = list[int | str | None]
"""[pass, kind, op, tensor, slot]: leaf, forward, seed, backward, contribution or update."""


class FixForm(TypedDict):
    """A change that mends the fault."""

    title: str
    """What the change does."""
    span: SpanForm
    """The part of the program that it replaces."""
    text: str
    """What it puts there."""


class DiagnosticForm(TypedDict, total=False):
    """Something to tell the person who typed the program."""

    code: Required[str]
    """What kind of thing it is; it stays what it is."""
    severity: Required[Literal["error", "warning", "info"]]
    """Whether it stopped the program (error), should be looked at, or is only worth knowing."""
    message: Required[str]
    """What it is, in one sentence."""
    hint: str
    """What to try."""
    fixes: list[FixForm]
    """Changes that mend it, the likeliest first."""
    span: SpanForm
    """Where it is; left out where it is nowhere in particular."""
    operands: list[str]
    """The ids of the tensors of the op that could not run."""


class Cost(TypedDict):
    """What the whole program costs."""

    ops: int
    """Ops that ran forward."""
    elements: int
    """Elements of all tensors that they made."""
    flops: int
    """Floating-point operations of the forward pass."""
    saved_bytes: int
    """What the ops keep for backward, each for itself."""
    peak_bytes: int
    """What is kept for backward where it is most, buffers that are shared counted once."""


class ScalarTensorForm(TypedDict, total=False):
    """A number: an element of a tensor, or what stands between."""

    id: Required[str]
    """Its identity, the same in every expansion: `W[0,1]`, `s[]`."""
    label: Required[str]
    """What to call it."""
    tensor: str
    """The id of the tensor that it is an element of; left out for what stands between."""
    index: list[int]
    """Where in the tensor it is."""
    value: Required[Num]
    """Its value."""
    gradients: dict[str, Num]
    """Its gradient in each pass that computed one, by the number of the pass."""


class ScalarOpForm(TypedDict, total=False):
    """An op on numbers."""

    id: Required[str]
    """Its identity."""
    op: Required[str]
    """The op's name."""
    symbol: Required[str]
    """What stands in its diamond."""
    inputs: Required[list[str]]
    """The ids of its inputs, by slot."""
    output: Required[str]
    """The id of its output."""
    locals: Required[list[Num | None]]
    """Its local derivative by each input; null where no gradient goes."""
    contributions: dict[str, list[Num | None]]
    """What it sent to each input, by the number of the pass."""


class ExpansionForm(TypedDict, total=False):
    """An op opened into ops on numbers."""

    op: Required[str]
    """The id of the opened op."""
    refused: str
    """Why it stays closed; then it has no tensors and no ops."""
    tensors: Required[list[ScalarTensorForm]]
    """The numbers: elements of the op's tensors first, then what stands between."""
    ops: Required[list[ScalarOpForm]]
    """The ops between them, in an order in which they can run."""


class GraphDocument(TypedDict):
    """What happened when a program ran forward and backward, and in which order."""

    version: int
    """The version of this form."""
    engine: str
    """The version of the engine that wrote it."""
    structure: str
    """A digest of the graph without its numbers: where it stays the same, so does the picture."""
    source: str
    """The program."""
    seed: int
    """What decided everything random in it."""
    drawn: bool
    """Whether anything was drawn at random: another seed gives other numbers."""
    output: str | None
    """The id of the tensor that the program ends with; null where it makes none."""
    titles: dict[str, str]
    """What each op is called in words, by its name."""
    ordered: list[str]
    """The names of the ops of several inputs for which the order of these matters."""
    tensors: list[TensorForm]
    """All tensors, in the order in which they were made."""
    ops: list[OpForm]
    """All ops, in the order in which they ran."""
    edges: list[EdgeForm]
    """All edges, those of one op together."""
    modules: list[ModuleForm]
    """Calls of functions and modules; a parent comes before its children."""
    passes: list[PassForm]
    """The forward pass and the backward passes."""
    steps: list[StepForm]
    """Everything that happened, in order, as rows [pass, kind, op, tensor, slot]; kind is leaf,
    forward, seed, backward, contribution or update."""
    diagnostics: list[DiagnosticForm]
    """What there is to tell the person who typed the program."""
    printed: list[str]
    """What the program printed, line by line."""
    cost: Cost
    """What it all costs."""
    expansions: NotRequired[list[ExpansionForm]]
    """The ops that were asked to open; left out where none were."""
