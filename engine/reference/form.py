"""The form in which a word of the catalogue is described.

What stands below a field is its description in the schema of the API.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class FormulaForm(TypedDict):
    """The formulas of a word in LaTeX, in which @x stands for the tensor called x."""

    forward: str
    """What it computes."""
    backward: list[str]
    """The gradient of each input, by slot; empty where a composition has no backward of its own."""


class DerivationForm(TypedDict):
    """The four steps to the gradient of one input, in LaTeX."""

    element: str
    """What is asked for: one element of the gradient."""
    sum: str
    """The chain rule over all elements of the output."""
    work_out: str
    """The sum, worked out."""
    vectorise: str
    """The same for all elements at once."""


class DomainForm(TypedDict):
    """Where one input may be sampled."""

    low: float
    """The lower end of the interval."""
    high: float
    """The upper end of it."""
    kinks: list[float]
    """Where within it there is no derivative."""
    matrix: Literal["", "full-rank", "symmetric", "positive-definite"]
    """Which matrices it takes along the last two axes; "" for any."""


class CaseForm(TypedDict):
    """Inputs and constants on which a word is shown."""

    inputs: list[Any]
    """The inputs, as numbers or nested lists of them."""
    constants: dict[str, Any]
    """The keyword arguments."""
    call: str
    """The call alone."""
    program: str
    """A program that makes it and runs back through it; "" where no program can."""
    fits: bool
    """Whether every number of it can be drawn."""


class CodeForm(TypedDict):
    """The code that runs, with the functions beside it that it calls."""

    forward: str
    """That of forward."""
    backward: str
    """That of backward; "" where there is none."""


class SharedForm(TypedDict):
    """What ops and compositions have in common."""

    name: str
    """Its name, in programs and in addresses."""
    aliases: list[str]
    """Other names that programs may call it by."""
    family: str
    """The family that it belongs to."""
    title: str
    """What it is called in words."""
    summary: str
    """What it does."""
    usage: str
    """How it is called."""
    inputs: list[str]
    """The names of its inputs, by slot; a last one that begins with * takes the rest."""
    optional: list[str]
    """Those inputs that can be left out."""
    differentiable: bool
    """Whether it has a derivative."""
    twice_differentiable: bool
    """Whether its gradient can be differentiated once more."""
    constants: dict[str, Any]
    """Its keyword arguments and their defaults; null where one has to be given."""
    domain: list[DomainForm]
    """Where each input may be sampled."""
    kinks: list[str]
    """Where it has no derivative, and what backward gives there, in words."""
    source: str
    """Where the formula comes from."""
    cases: list[CaseForm]
    """Examples of it."""


class WordForm(SharedForm):
    """A word of the catalogue: what it computes, why its gradient is what it is, and its code."""

    kind: Literal["op", "composition"]
    """An op is a node of the graph; a composition is made of ops, and its calls are modules."""
    symbol: str
    """What stands in its diamond; "" for a composition."""
    outputs: list[str]
    """The names of its outputs; where there may be many, one name stands for all."""
    elementwise: bool
    """Whether each element of the output depends on one element of each input."""
    reason: str
    """Why it has no derivative; "" where it has one."""
    opens: bool
    """Whether it can be opened into ops between single numbers."""
    formula: FormulaForm
    """Its formulas."""
    derivation: list[DerivationForm]
    """The derivation of each input's gradient, by slot."""
    saves: list[str]
    """Which inputs and outputs it keeps for backward."""
    code: CodeForm
    """Its code."""
