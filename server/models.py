"""The form of requests, which are held to it strictly. What stands below a field describes it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
)
from typing_extensions import TypeAliasType

import engine
from server.worker import Element, Program, Slice

LECTURE = "x = -4.499\n2 / sin(exp(-x))"


def _is_text(text: str) -> str:
    """Refuse half of a surrogate pair, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("Input should be text without lone surrogates") from None
    return text


def _is_name(text: str) -> str:
    """Refuse what no name of a program holds: an answer that quotes it would not show it."""
    if not engine.is_visible(_is_text(text)):
        raise ValueError("Input should hold no characters that are not seen where they stand")
    return text


def _as_whole(number: object) -> object:
    """Take 3.0 as 3: to JSON they are the same number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _numbers(value: object) -> object:
    """Take a number, or nested lists of them, and stop at the first that is none.

    As a type of pydantic's, each of a hundred thousand elements would be tried as either, and
    complained of twice.
    """
    if isinstance(value, list):
        if not PLAIN.issuperset(map(type, value)):
            return [_numbers(element) for element in value]
        return _finite(value)
    if type(value) not in PLAIN:
        raise ValueError(NO_NUMBERS)
    return _finite([value])[0]


def _finite(numbers: list[Any]) -> list[float]:
    try:
        floats = [*map(float, numbers)]
    except OverflowError:
        raise ValueError(NO_NUMBERS) from None
    if not all(map(math.isfinite, floats)):
        raise ValueError(NO_NUMBERS)
    return floats


PLAIN = frozenset({int, float})
"""What JSON's numbers are read as: True and False are no numbers."""

NO_NUMBERS = "Input should be a finite number, or nested lists of them"

Text = Annotated[str, AfterValidator(_is_text)]
Name = Annotated[str, AfterValidator(_is_name)]
AS_WHOLE = BeforeValidator(_as_whole)
Whole = Annotated[int, AS_WHOLE]
Seed = Annotated[int, Field(ge=0, lt=2**32, examples=[0, 7]), AS_WHOLE]
Slot = Annotated[int, Field(ge=0, le=63, examples=[0]), AS_WHOLE]
Place = Annotated[float, Field(ge=-1e6, le=1e6, examples=[-2.0, 2.0])]
Reach = Annotated[float | None, Field(ge=-1e300, le=1e300, examples=[-2.0, 2.0])]
Places = Annotated[int, Field(ge=2, le=2_001, examples=[5, 401]), AS_WHOLE]
InputValue = TypeAliasType(
    "InputValue",
    Annotated[
        "float | list[InputValue]",
        Field(
            description="A number, or nested lists of them in the shape of the tensor.",
            examples=[2.0, [[1.0, 2.0], [3.0, 4.0]]],
        ),
    ],
)


Given = Annotated[Any, PlainValidator(_numbers, json_schema_input_type=InputValue)]


class Form(BaseModel):
    """A request. What it does not name is refused, and nothing is converted in silence."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        use_attribute_docstrings=True,
    )


class ProgramRequest(Form):
    """A program to run forward and backward."""

    source: Annotated[Text, Field(examples=[LECTURE, "x = input([1, 2, 3])\nsum(x * x)"])]
    """The program, in the language that docs/language.md describes."""
    inputs: Annotated[dict[Name, Given], Field(examples=[{}, {"x": -4.4}])] = {}
    """Values to take the place of those that the program gives its leaves, by the id of the
    tensor."""
    outputs: Annotated[list[Name], Field(max_length=2_000, fail_fast=True, examples=[[]])] = []
    """The ids of the tensors to run back from; if none is named, the one that the program ends
    with."""
    seed: Seed = 0
    """What decides everything random in the program."""
    mode: Annotated[Literal["reverse"], Field(examples=["reverse"])] = "reverse"
    """In which direction derivatives are taken."""

    def program(self) -> Program:
        """Give what is to be run."""
        return Program(self.source, self.inputs, self.outputs, self.seed)


class GraphRequest(ProgramRequest):
    """A program, and which of its ops to open into ops between single elements."""

    expand: Annotated[
        Literal["all"] | Annotated[list[Name], Field(max_length=2_000, fail_fast=True)],
        Field(examples=["all", []]),
    ] = []
    """The ids of the ops to open, or all. What there is no room for, or what cannot open, says so
    in its expansion; an id that no op has is an invalid request."""

    def program(self) -> Program:
        """Give what is to be run and opened."""
        opened = self.expand if self.expand == "all" else sorted(set(self.expand))
        return replace(super().program(), expand=opened)


Sequence = Annotated[int, Field(ge=0, lt=2**53), AS_WHOLE]


class LiveOpen(GraphRequest):
    """Take a program into the socket, and run it."""

    type: Literal["open"]
    """What kind of message it is."""
    seq: Sequence = 0
    """A number of the client's choice; the answer carries it."""
    progress: bool = False
    """Whether to be told how far what takes long has come."""


class LiveSet(Form):
    """Run the socket's program with these inputs, all others being as the program gives them."""

    type: Literal["set"]
    """What kind of message it is."""
    seq: Sequence = 0
    """A number of the client's choice; the answer carries it."""
    inputs: dict[Name, Given]
    """Values to take the place of those of leaves."""


class TensorRequest(ProgramRequest):
    """A slice of one tensor of a program, for tensors too large to travel in its document."""

    tensor: Annotated[Name, Field(examples=["x"])]
    """The id of the tensor, as the document has it."""
    of: Annotated[Literal["value", "gradient"], Field(examples=["value", "gradient"])] = "value"
    """Whether its value or its gradient is wanted."""
    start: Annotated[int, Field(ge=0, lt=2**53, examples=[0]), AS_WHOLE] = 0
    """The place of the first element, in row-major order from 0."""
    count: Annotated[int, Field(ge=1, le=65_536, examples=[3, 4_096]), AS_WHOLE] = 4_096
    """How many elements at most."""

    def slice(self) -> Slice:
        """Give which elements are wanted."""
        return Slice(self.tensor, self.of, self.start, self.count)


class TermsRequest(ProgramRequest):
    """An element of a gradient, to be told which cells it was computed from."""

    tensor: Annotated[Name, Field(examples=["x"])]
    """The id of the tensor, as the document has it."""
    index: Annotated[
        list[Annotated[int, Field(ge=0, lt=2**53), AS_WHOLE]], Field(max_length=64, examples=[[]])
    ]
    """Where in the tensor the element is; empty for a single number."""
    number: Annotated[
        int | None, Field(alias="pass", ge=1, lt=2**53, examples=[None, 1]), AS_WHOLE
    ] = None
    """The number of the backward pass; null for the last one."""

    def element(self) -> Element:
        """Give which element is meant."""
        return Element(self.tensor, self.index, self.number)


Row = Annotated[list[float], Field(fail_fast=True)]
Rows = Annotated[list[Row], Field(fail_fast=True)]


def _one_of(words: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


class NetworkRequest(Form):
    """A small fully connected network and its data. The server writes its program."""

    sizes: Annotated[list[Whole], Field(fail_fast=True, examples=[[2, 3, 1]])]
    """How many units each layer has, the inputs first."""
    activations: Annotated[
        list[Text],
        Field(
            fail_fast=True,
            examples=[["sigmoid", "linear"]],
            json_schema_extra={"items": _one_of(engine.NETWORK_ACTIVATIONS)},
        ),
    ]
    """The activation of each layer after the inputs."""
    loss: Annotated[
        Text, Field(examples=["squared_error"], json_schema_extra=_one_of(engine.NETWORK_LOSSES))
    ]
    """What is minimized."""
    inputs: Annotated[Rows, Field(examples=[[[1.0, 2.0]]])]
    """The data, one row for each example."""
    targets: Annotated[Rows, Field(examples=[[[0.5]]])]
    """What the network should answer, one row for each example."""
    seed: Seed = 0
    """What decides the parameters that the network starts with."""


class CurveQuery(BaseModel):
    """Over which input of an op, from where to where, and at how many places."""

    model_config = ConfigDict(
        extra="forbid", allow_inf_nan=False, frozen=True, use_attribute_docstrings=True
    )

    slot: Slot = 0
    """The input that varies, counted from 0."""
    case: Annotated[int, Field(ge=0, le=999, examples=[0]), AS_WHOLE] = 0
    """The case of the catalogue that the constants and the other inputs are of."""
    low: Place | None = None
    """Where the curve begins; where the domain of the input does, if it is not given."""
    high: Place | None = None
    """Where it ends."""
    count: Places = 401
    """How many places there are, evenly apart."""


class CurveRequest(Form):
    """A curve through the numbers of one call of an op."""

    slot: Slot = 0
    """The input that varies, counted from 0."""
    inputs: Annotated[list[float], Field(max_length=64, examples=[[0.5]])]
    """At what each input is held, the one that varies too."""
    constants: Annotated[
        dict[Name, float | bool | Text | None], Field(max_length=16, examples=[{}])
    ] = {}
    """Keyword arguments of the call; those that are not given have their defaults."""
    low: Reach = None
    """Where the curve begins; where the domain of the input does, if it is not given."""
    high: Reach = None
    """Where it ends."""
    count: Places = 401
    """How many places there are, evenly apart."""
