"""The form of requests, which are held to it strictly, and of answers, for the OpenAPI schema."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, with_config
from typing_extensions import TypeAliasType, TypedDict

import engine
from server.worker import Element, Program, Slice


def _is_text(text: str) -> str:
    """Refuse half of a surrogate pair, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("Input should be text without lone surrogates") from None
    return text


Text = Annotated[str, AfterValidator(_is_text)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
Place = Annotated[float, Field(ge=-1e6, le=1e6)]
InputValue = TypeAliasType("InputValue", "float | list[InputValue]")
"""A number, or nested lists of them in the shape of the tensor."""


class Form(BaseModel):
    """A request. What it does not name is refused, and nothing is converted in silence."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class ProgramRequest(Form):
    """A program to run forward and backward."""

    source: Annotated[Text, Field(examples=["x = -4.499\n2 / sin(exp(-x))"])]
    inputs: Annotated[
        dict[Text, InputValue],
        Field(description="Values that replace those of leaves, by tensor id."),
    ] = {}
    outputs: Annotated[
        list[Text],
        Field(description="Tensors to run back from; the program's own output if none is named."),
    ] = []
    seed: Annotated[Seed, Field(description="Decides everything random in the program.")] = 0
    mode: Literal["reverse"] = "reverse"

    def program(self) -> Program:
        """Give what is to be run."""
        return Program(self.source, self.inputs, self.outputs, self.seed)


class GraphRequest(ProgramRequest):
    """A program, and which of its ops to open into ops between single elements."""

    expand: Annotated[
        Literal["all"] | Annotated[list[Text], Field(max_length=2_000)],
        Field(
            description="Ids of ops in the document, or all. What there is no room for, or what "
            "cannot open, says so in its expansion; an id that no op has is an invalid request.",
            examples=["all", ["div"]],
        ),
    ] = []

    def program(self) -> Program:
        """Give what is to be run and opened."""
        opened = self.expand if self.expand == "all" else sorted(set(self.expand))
        return replace(super().program(), expand=opened)


Sequence = Annotated[
    int, Field(ge=0, lt=2**53, description="Chosen by the client; the answer carries it.")
]


class LiveOpen(GraphRequest):
    """Take a program into the socket, and run it."""

    type: Literal["open"]
    seq: Sequence = 0


class LiveSet(Form):
    """Run the socket's program with these inputs, all others being as the program gives them."""

    type: Literal["set"]
    seq: Sequence = 0
    inputs: dict[Text, InputValue]


class TensorRequest(ProgramRequest):
    """A slice of one tensor of a program, for tensors too large to travel in its document."""

    tensor: Annotated[Text, Field(description="Its id in the document.")]
    of: Literal["value", "gradient"] = "value"
    start: Annotated[int, Field(ge=0, lt=2**53, description="Row-major, counted from 0.")] = 0
    count: Annotated[int, Field(ge=1, le=65_536)] = 4_096

    def slice(self) -> Slice:
        """Give which elements are wanted."""
        return Slice(self.tensor, self.of, self.start, self.count)


class TermsRequest(ProgramRequest):
    """An element of a gradient, to be told which cells it was computed from."""

    tensor: Annotated[Text, Field(description="Its id in the document.", examples=["x"])]
    index: Annotated[
        list[Annotated[int, Field(ge=0, lt=2**53)]],
        Field(max_length=64, description="Where in the tensor; empty for a scalar.", examples=[[]]),
    ]
    number: Annotated[
        int | None,
        Field(alias="pass", ge=1, lt=2**53, description="Which backward pass; the last if null."),
    ] = None

    def element(self) -> Element:
        """Give which element is meant."""
        return Element(self.tensor, self.index, self.number)


class NetworkRequest(Form):
    """A small fully connected network and its data. The server writes its program."""

    sizes: Annotated[list[int], Field(description="Units per layer, inputs first.")]
    activations: Annotated[
        list[Text],
        Field(
            description="One per layer after the inputs.",
            json_schema_extra={
                "items": {"type": "string", "enum": list(engine.NETWORK_ACTIVATIONS)}
            },
        ),
    ]
    loss: Annotated[Text, Field(json_schema_extra={"enum": list(engine.NETWORK_LOSSES)})]
    inputs: Annotated[list[list[float]], Field(description="One row per example.")]
    targets: Annotated[list[list[float]], Field(description="One row per example.")]
    seed: Annotated[
        Seed, Field(description="Decides the parameters that the network starts with.")
    ] = 0


@cache
def _portable(form: Any) -> Any:
    """Give a form of the engine as pydantic takes it from Python 3.11 on, with all that it names.

    Until Python 3.12 pydantic refuses a TypedDict of the standard library.
    """
    if is_typeddict(form):
        hints = get_type_hints(form, include_extras=True)
        fields = {name: _portable(hint) for name, hint in hints.items()}
        made = TypedDict(form.__name__, fields, total=form.__total__)  # type: ignore[misc]
        made.__doc__ = form.__doc__
        return with_config(ConfigDict(extra="forbid"))(made)
    parts, origin = tuple(map(_portable, get_args(form))), get_origin(form)
    if origin in {Union, UnionType}:
        return Union[parts]  # noqa: UP007 - there is no operator over a tuple
    if origin in {list, dict, NotRequired, Required}:
        return origin[parts if len(parts) > 1 else parts[0]]
    return form


if TYPE_CHECKING:
    from engine import Curve, GraphDocument, TermsForm

    Document = GraphDocument
    GradientTerms = TermsForm
    OpCurve = Curve
    Vocabulary = engine.Vocabulary
else:
    Document = TypeAliasType("Document", _portable(engine.GraphDocument))
    GradientTerms = TypeAliasType("GradientTerms", _portable(engine.TermsForm))
    OpCurve = TypeAliasType("OpCurve", _portable(engine.Curve))
    Vocabulary = TypeAliasType("Vocabulary", _portable(engine.Vocabulary))


class CurveQuery(BaseModel):
    """Over which input of an op, from where to where, and at how many places."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)

    slot: Annotated[int, Field(ge=0, le=63, description="The input that varies.")] = 0
    case: Annotated[
        int, Field(ge=0, le=999, description="The case that constants and other inputs are of.")
    ] = 0
    low: Annotated[
        Place | None, Field(description="Where the curve begins; the input's domain if not given.")
    ] = None
    high: Annotated[Place | None, Field(description="Where it ends.")] = None
    count: Annotated[int, Field(ge=2, le=2_001, description="Places, evenly apart.")] = 401


class CurveRequest(Form):
    """A curve through the numbers of one call of an op."""

    slot: Annotated[int, Field(ge=0, le=63, description="The input that varies.")] = 0
    inputs: Annotated[
        list[float],
        Field(max_length=64, description="All inputs: at what they are held, the varied one too."),
    ]
    constants: Annotated[
        dict[Text, float | bool | Text | None],
        Field(max_length=16, description="Keyword arguments; the op's defaults if not given."),
    ] = {}
    low: Annotated[
        float | None, Field(description="Where the curve begins; the domain if not given.")
    ] = None
    high: Annotated[float | None, Field(description="Where it ends.")] = None
    count: Annotated[int, Field(ge=2, le=2_001, description="Places, evenly apart.")] = 401


class NetworkAnswer(BaseModel):
    """The program of a network, and what happened when it ran."""

    source: str
    document: Document


class TensorSlice(BaseModel):
    """Elements ``start`` to ``start + len(data)`` of a tensor, row-major."""

    shape: list[int]
    start: int
    data: list[float | Literal["NaN", "Infinity", "-Infinity"]]


class OpEntry(BaseModel):
    """A word of the catalogue: its formulas, its derivation in four steps, its code."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["op", "composition"]
    name: str
    aliases: list[str]
    family: str
    symbol: str
    title: str
    inputs: list[str]
    outputs: list[str]
    differentiable: bool


class OpList(BaseModel):
    """The catalogue, family by family."""

    ops: list[OpEntry]


class Health(BaseModel):
    """How the server is."""

    status: Literal["ok"]


class Problem(BaseModel):
    """RFC 9457. ``type`` says what kind of problem it is, and stays what it is."""

    type: Annotated[
        str, Field(description="Where the page of the API explains problems of this kind.")
    ]
    title: str
    status: int
    detail: str
    errors: Annotated[
        list[dict[str, str]], Field(description="What is wrong with the request, and where.")
    ] = []
    diagnostics: Annotated[
        list[Any], Field(description="What stopped the program; items as in a document.")
    ] = []
    document: Annotated[
        Document | None, Field(description="What was computed before the program stopped.")
    ] = None
