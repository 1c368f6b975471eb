"""Counted limits. Nothing is timed, so the same program is always treated the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.errors import BudgetError
from engine.op import Op, Plan


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a program may do. Every limit is inclusive.

    Elements count float64 numbers, flops floating-point operations of both passes.
    """

    source_characters: int = 32 * 1024
    syntax_nodes: int = 8_000
    nesting: int = 64
    name_characters: int = 64
    statements: int = 20_000
    ops: int = 10_000
    tensor_elements: int = 1_000_000
    elements: int = 4_000_000
    flops: int = 500_000_000
    call_depth: int = 64
    prints: int = 1_000
    printed_characters: int = 64 * 1024
    rank: int = 8


HEAVY = Budget()
FAST = Budget(ops=400, statements=2_000, tensor_elements=50_000, elements=100_000, flops=4_000_000)


@dataclass(slots=True)
class Meter:
    """Charges a program as it runs. Raises BudgetError before what would be too much is done."""

    budget: Budget
    used: dict[str, int] = field(default_factory=dict)

    def count(self, limit: str, amount: int = 1) -> None:
        """Charge ``amount`` to the limit of this name."""
        total = self.used.get(limit, 0) + amount
        allowed = getattr(self.budget, limit)
        if total > allowed:
            raise over(limit, allowed, total)
        self.used[limit] = total

    def check(self, limit: str, amount: int) -> None:
        """Hold ``amount`` against a limit that does not add up, such as a tensor's size."""
        allowed = getattr(self.budget, limit)
        if amount > allowed:
            raise over(limit, allowed, amount)

    def charge(self, op: type[Op], plan: Plan) -> None:
        """Charge an op before it runs, from its plan."""
        for shape in plan.shapes:
            self.check("rank", len(shape))
        self.check("tensor_elements", plan.elements)
        self.count("ops")
        self.count("elements", plan.elements)
        self.count("flops", plan.flops)


def over(limit: str, allowed: int, asked: int) -> BudgetError:
    """Make the refusal: which limit, what it allows, what was asked for."""
    name = limit.replace("_", " ")
    return BudgetError(
        f"over budget: {asked:,} {name}, and the limit is {allowed:,}",
        code=f"budget-{limit.replace('_', '-')}",
        hint="Make the program smaller, or raise the limit in the server's settings.",
    )
