"""Loops that are sure to be refused are refused before their first turn.

What is foreseen is the least that can come, so nothing is refused that would have run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from engine.errors import EngineError
from engine.language.calls import Builtin
from engine.language.names import MisspelledNameError
from engine.language.session import Session
from engine.language.values import LARGEST_WHOLE, Anything, Given, Reading


def foresee_loop(session: Session, walked: Anything, loop: ast.For) -> None:
    """Hold the statements of all turns against the budget. Raises BudgetError.

    Once for each loop: what it takes to look through its body is not charged.
    """
    if loop in session.foreseen:
        return
    session.foreseen.add(loop)
    if isinstance(walked, list | tuple | range):
        least = _Least(session, set(_bound_in(loop)))
        turns = least.turns(loop, len(walked))
        if not any(map(least.may_pass, ast.walk(loop))):
            session.meter.foresee_round("statements", turns)
        session.meter.foresee("statements", turns)


def foresee_comprehension(
    session: Session,
    walked: Anything,
    loop: ast.comprehension,
    inner: Sequence[ast.comprehension],
) -> None:
    """Hold the expressions of all turns against the budget. Raises BudgetError."""
    if loop in session.foreseen or not isinstance(walked, list | tuple | range):
        return
    session.foreseen.add(loop)
    least = _Least(session, {name for part in (loop, *inner) for name in _bound_in(part)})
    turns = len(walked)
    for before, part in zip((loop, *inner), inner, strict=False):
        if before.ifs:
            break
        turns = max(turns, turns * least.length(part.iter))
    session.meter.foresee("expressions", turns)


def refuse_endless(session: Session, loop: ast.While) -> None:
    """Refuse a loop that nothing can end. Raises EngineError."""
    if loop in session.foreseen:
        return
    session.foreseen.add(loop)
    always = isinstance(loop.test, ast.Constant) and bool(loop.test.value)
    if always and not any(_leaves(part, within_loop=False) for part in loop.body):
        raise EngineError(
            "this `while` never ends: its condition is always true, and nothing inside leaves it",
            code="endless-loop",
            hint="Write a condition that becomes false, or `break` where it is to end.",
        )


class _Least:
    """Counts the statements that a loop will at least run.

    Names that are ``bound`` meanwhile tell nothing.
    """

    def __init__(self, session: Session, bound: set[str]) -> None:
        self.session = session
        self.bound = bound

    def turns(self, loop: ast.For, length: int) -> int:
        """Count a loop of so many turns: each of them, and what its body runs."""
        if any(_leaves(part, within_loop=False) for part in loop.body):
            length = min(length, 1)
        return length * (1 + self.block(loop.body))

    def block(self, block: Sequence[ast.stmt]) -> int:
        """Count a block up to where it may be left."""
        count = 0
        for statement in block:
            count += self.statement(statement)
            if _leaves(statement, within_loop=False, skips=True):
                break
        return count

    def statement(self, statement: ast.stmt) -> int:
        """Count a statement, itself among them."""
        match statement:
            case ast.If(body=body, orelse=orelse):
                return 1 + min(self.block(body), self.block(orelse))
            case ast.With(body=body):
                return 1 + self.block(body)
            case ast.For(iter=walked):
                return 1 + self.turns(statement, self.length(walked))
        return 1

    def may_pass(self, node: ast.AST) -> bool:
        """Tell whether a part may run a backward pass, which begins another round."""
        match node:
            case ast.Call(func=ast.Name(id="range") as name):
                return not isinstance(self._bound(name), Builtin)
        return isinstance(node, ast.Call)

    def length(self, walked: ast.expr) -> int:
        """Count the items of a ``range`` whose ends are known beforehand; 0 for all others."""
        match walked:
            case ast.Call(func=ast.Name(id="range") as name, args=ends, keywords=[]) if 0 < len(
                ends
            ) <= 3 and isinstance(self._bound(name), Builtin):
                numbers = [self._number(end) for end in ends]
                known = [number for number in numbers if number is not None]
                if len(known) == len(ends) and known[2:] != [0]:
                    return len(range(*known))
        return 0

    def _number(self, node: ast.expr) -> int | None:
        value: Anything = None
        match node:
            case ast.Constant(value=value):
                pass
            case ast.Name():
                value = self._bound(node)
        if isinstance(value, Reading):
            value = value.value
        elif isinstance(value, Given) and value.written and not self.session.leaves.inputs:
            value = value.data
        whole = isinstance(value, int | float) and abs(value) <= LARGEST_WHOLE
        return int(value) if whole and value == int(value) else None

    def _bound(self, name: ast.Name) -> Anything:
        """Give what a name stands for, as long as that stays so."""
        if name.id in self.bound:
            return None
        try:
            return self.session.scope.find(name.id)
        except MisspelledNameError:
            return None


def _leaves(node: ast.AST, *, within_loop: bool, skips: bool = False) -> bool:
    """Tell whether a statement may leave the loop around it, or, with ``skips``, the turn."""
    if isinstance(node, ast.Return):
        return True
    if isinstance(node, ast.Break) or (skips and isinstance(node, ast.Continue)):
        return not within_loop
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.expr):
        return False
    within_loop = within_loop or isinstance(node, ast.For | ast.While)
    return any(
        _leaves(part, within_loop=within_loop, skips=skips) for part in ast.iter_child_nodes(node)
    )


def _bound_in(node: ast.AST) -> Iterator[str]:
    return (
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    )
