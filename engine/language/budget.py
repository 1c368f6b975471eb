"""Counted limits. Nothing is timed, so the same program is always treated the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from engine.arrays import size_of
from engine.errors import BudgetError
from engine.op import Op, Plan


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a program may do. Every limit is inclusive.

    ``syntax_nodes``, ``nesting`` and ``name_characters`` hold for the text, ``expressions`` counts
    those that are evaluated, loop turns included, and ``idle`` statements and expressions in a row
    during which no tensor is made. Those of a ``round`` hold from one backward pass to the next:
    what takes long is training. ``elements`` are float64 numbers, of values and
    of gradients; ``flops`` are floating-point operations of both passes, and what takes as long;
    ``backward_ops`` are ops fired by backward passes; ``edges`` lead into ops and out of them, and
    are counted again in each backward pass. ``id_characters`` are those of all ids. ``work`` is
    what all of it takes together, of nanoseconds as many as a plain machine needs at most: the
    ``PRICES`` of what is counted, and what the ops say of themselves.

    The last four bound what is told of single elements and stop no program: ops that do not fit
    stay whole. ``scalar_visits`` are pairs of elements looked at to open ops, ``term_visits``
    elements looked at to write out an element of a gradient.
    """

    source_characters: int = 32 * 1024
    syntax_nodes: int = 8_000
    nesting: int = 64
    name_characters: int = 64
    statements: int = 20_000
    round_statements: int = 20_000
    expressions: int = 200_000
    round_expressions: int = 200_000
    idle: int = 50_000
    call_depth: int = 64
    leaves: int = 20_000
    updates: int = 20_000
    modules: int = 10_000
    attributes: int = 20_000
    ops: int = 10_000
    round_ops: int = 10_000
    edges: int = 150_000
    id_characters: int = 4_000_000
    passes: int = 1_000
    backward_ops: int = 50_000
    rank: int = 8
    tensor_elements: int = 1_000_000
    elements: int = 4_000_000
    flops: int = 500_000_000
    work: int = 1_000_000_000
    prints: int = 1_000
    printed_characters: int = 64 * 1024
    scalar_nodes: int = 2_000
    scalar_edges: int = 8_000
    scalar_visits: int = 200_000
    term_visits: int = 50_000


NAMES: Mapping[str, str] = {
    "source_characters": "characters of source text",
    "syntax_nodes": "parts of syntax",
    "nesting": "levels of nesting",
    "name_characters": "characters in one name",
    "round_statements": "statements without a backward pass",
    "expressions": "evaluated expressions",
    "round_expressions": "evaluated expressions without a backward pass",
    "idle": "steps in a row without an op",
    "call_depth": "calls within one another",
    "round_ops": "ops without a backward pass",
    "id_characters": "characters in ids",
    "passes": "backward passes",
    "backward_ops": "ops fired backward",
    "attributes": "attributes of modules",
    "updates": "updates of leaves",
    "rank": "axes",
    "tensor_elements": "elements in one tensor",
    "flops": "floating-point operations, or what takes as long",
    "work": "nanoseconds of work, as they are counted",
    "scalar_nodes": "nodes of ops that are opened",
    "scalar_edges": "edges of ops that are opened",
    "scalar_visits": "pairs of elements looked at to open ops",
    "term_visits": "elements looked at to write out a gradient",
}
"""How messages call a limit, where its own name does not say it."""


def called(limit: str) -> str:
    """Give what a limit limits, in words."""
    return NAMES.get(limit, limit.replace("_", " "))


HEAVY = Budget()
FAST = Budget(
    statements=2_000,
    round_statements=2_000,
    expressions=10_000,
    round_expressions=10_000,
    leaves=1_000,
    updates=1_000,
    modules=500,
    attributes=2_000,
    ops=400,
    round_ops=400,
    edges=8_000,
    id_characters=200_000,
    passes=50,
    backward_ops=800,
    tensor_elements=50_000,
    elements=100_000,
    flops=4_000_000,
    work=60_000_000,
)

JOB = Budget(
    statements=100_000,
    expressions=1_000_000,
    leaves=100_000,
    updates=100_000,
    modules=10_000,
    attributes=100_000,
    ops=50_000,
    edges=750_000,
    id_characters=10_000_000,
    passes=10_000,
    backward_ops=250_000,
    tensor_elements=4_000_000,
    elements=64_000_000,
    flops=50_000_000_000,
    work=30_000_000_000,
)
"""For what takes seconds: training of some thousand rounds, GoogLeNet with 1,000 classes."""

PRICES: Mapping[str, int] = {
    "statements": 4_000,
    "expressions": 3_000,
    "leaves": 14_000,
    "updates": 18_000,
    "modules": 20_000,
    "ops": 43_000,
    "edges": 1_000,
    "id_characters": 10,
    "passes": 140_000,
    "backward_ops": 10_000,
    "elements": 50,
    "prints": 50_000,
}
"""What one of a thing adds to the work of a program, until it is told in a document."""

GROUP = 15_000
"""What a call of a function, or a block, adds to the work of a program."""

STEPS = frozenset({"statements", "expressions"})

ROUNDS: Mapping[str, str] = {
    "statements": "round_statements",
    "expressions": "round_expressions",
    "ops": "round_ops",
}
"""Which limit holds for the same between two backward passes."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The limit that stopped a program, and the least that it would have to be.

    ``of_round`` is the least for the limit of a round, where there is one. Without a limit it was
    the machine's memory.
    """

    limit: str = ""
    asked: int = 0
    of_round: int = 0

    def met_by(self, budget: Budget) -> bool:
        """Tell whether a budget might let the program through."""
        if not self.limit:
            return True
        within = ROUNDS.get(self.limit)
        return getattr(budget, self.limit) >= self.asked and (
            within is None or getattr(budget, within) >= self.of_round
        )


@dataclass(slots=True)
class Meter:
    """Charges a program as it runs. Raises BudgetError before what would be too much is done."""

    budget: Budget
    used: dict[str, int] = field(default_factory=dict)
    idle: int = 0
    _most: dict[str, int] = field(default_factory=dict)
    _begun: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Allow what the budget does."""
        self._most = {limit.name: getattr(self.budget, limit.name) for limit in fields(Budget)}
        self.used = dict.fromkeys(self._most, 0)
        self.begin_round()

    def begin_round(self) -> None:
        """Count anew what may be done until the next backward pass."""
        for limit, of_round in ROUNDS.items():
            self._begun[limit] = self.used[limit]
            most = self.used[limit] + getattr(self.budget, of_round)
            self._most[limit] = min(getattr(self.budget, limit), most)

    def count(self, limit: str, amount: int = 1) -> None:
        """Charge ``amount`` to the limit of this name."""
        used, most = self.used, self._most
        total = used[limit] + amount
        if total > most[limit]:
            raise self._exceeded(limit, total)
        used[limit] = total
        if limit in PRICES:
            # What labour does, written out: this runs a dozen times for every op.
            used["work"] = work = used["work"] + PRICES[limit] * amount
            if work > most["work"]:
                raise self._over("work", work)
        if limit in STEPS:
            self.idle += amount
            if self.idle > self._most["idle"]:
                raise self._over("idle", self.idle)

    def labour(self, work: int) -> None:
        """Charge so much work."""
        self.used["work"] = total = self.used["work"] + work
        if total > self._most["work"]:
            raise self._over("work", total)

    def foresee(self, limit: str, amount: int) -> None:
        """Refuse now what is sure to be refused later: ``amount`` is the least that will come."""
        self.check(limit, self.used[limit] + amount)

    def foresee_round(self, limit: str, amount: int) -> None:
        """Refuse now what comes before the next backward pass, if that is sure to be too much."""
        total = self.used[limit] + amount
        if total > self._most[limit]:
            raise self._exceeded(limit, total)

    def check(self, limit: str, amount: int) -> None:
        """Hold ``amount`` against a limit that does not add up, such as a tensor's size."""
        if amount > getattr(self.budget, limit):
            raise self._over(limit, amount)

    def charge(self, op: type[Op], plan: Plan, inputs: int) -> None:
        """Charge an op before it runs, from its plan; one with several outputs counts for each."""
        shapes, most = plan.shapes, self._most
        self.count("ops", len(shapes))
        self.count("edges", inputs + len(shapes))
        for shape in shapes:
            if len(shape) > most["rank"]:
                raise self._over("rank", len(shape))
            self.make(size_of(shape))
        self.count("flops", plan.work)
        self.labour(op.effort(plan))

    def make(self, elements: int) -> None:
        """Charge a tensor of this many elements before it is made."""
        self.check("tensor_elements", elements)
        self.count("elements", elements)
        self.idle = 0

    def _exceeded(self, limit: str, total: int) -> BudgetError:
        """Blame the limit, or that of a round where more rounds would be allowed."""
        of_round = total - self._begun[limit] if limit in ROUNDS else 0
        if total <= getattr(self.budget, limit):
            return self._over(ROUNDS[limit], of_round)
        fault = self._over(limit, total)
        fault.of_round = of_round
        return fault

    def _over(self, limit: str, asked: int) -> BudgetError:
        many = f"{asked:,}" if asked < 10**15 else "far too many"
        most = getattr(self.budget, limit)
        return BudgetError(
            f"over budget: {many} {called(limit)}, and the limit is {most:,}",
            limit=limit,
            asked=asked,
            hint="Make the program smaller. Where you run the server, the limit is a setting.",
        )
