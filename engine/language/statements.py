"""What a statement does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from enum import Enum, auto
from typing import Any

from engine.errors import BudgetError, Diagnostic, EngineError, Span, UnknownNameError
from engine.language.cells import write, writes_in_place
from engine.language.definitions import UserClass, UserFunction
from engine.language.elsewhere import TYPES, instead_of
from engine.language.expressions import bind_target, evaluate, holds, parts_of
from engine.language.foresight import foresee_loop, refuse_endless
from engine.language.namespaces import IMPORTS, is_module_class, reach
from engine.language.operators import OPERATORS, operate
from engine.language.sequences import items_of
from engine.language.session import Session
from engine.language.values import TENSORS, Anything, Group, kind_of


class Flow(Enum):
    """How a statement ends."""

    NEXT = auto()
    BREAK = auto()
    CONTINUE = auto()
    RETURN = auto()


def execute(session: Session, block: Sequence[ast.stmt]) -> Flow:
    """Run statements until the block ends or is left. Raises EngineError with its place."""
    for statement in block:
        session.trace.statement = STATEMENT_NAMES.get(type(statement), "")
        try:
            session.meter.count("statements")
            flow = EXECUTORS[type(statement)](session, statement)
        except EngineError as fault:
            if fault.span is None:
                fault.span = session.source.span(statement)
            raise
        if flow is not Flow.NEXT:
            return flow
    return Flow.NEXT


def _body(session: Session, block: Sequence[ast.stmt]) -> Anything:
    """Run the body of a function, and give what it returns."""
    return session.returned if execute(session, block) is Flow.RETURN else None


def _assign(session: Session, statement: ast.Assign) -> Flow:
    note = session.source.note(statement)
    first, *others = statement.targets
    parts, values = parts_of(first), parts_of(statement.value)
    if parts and len(parts) == len(values):
        pairs = zip(parts, values, strict=True)
        value: Anything = tuple([_bound_value(session, *pair) for pair in pairs])
    else:
        value = _bound_value(session, first, statement.value)
    for target in (first, *others):
        bind_target(session, target, value, statement.value, note)
    return Flow.NEXT


def _bound_value(session: Session, target: ast.expr, value: ast.expr) -> Anything:
    """Evaluate what a target is bound to; ids of what runs are built on the target's name."""
    session.trace.statement = _written(target)
    return evaluate(session, value)


def _written(target: ast.expr) -> str:
    match target:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=owner, attr=name):
            return f"{_written(owner)}.{name}"
    return ",".join(map(_written, parts_of(target)))


def _annotated(session: Session, statement: ast.AnnAssign) -> Flow:
    """Bind a name with a note; an annotation that is no string is a type, and says nothing here."""
    if statement.value is None:
        return Flow.NEXT
    value = _bound_value(session, statement.target, statement.value)
    note = session.source.note(statement)
    if isinstance(statement.annotation, ast.Constant):
        note = str(statement.annotation.value)
    bind_target(session, statement.target, value, statement.value, note)
    return Flow.NEXT


def _augmented(session: Session, statement: ast.AugAssign) -> Flow:
    target, source = statement.target, session.source
    session.trace.statement = _written(target)
    read = ast.copy_location(_loaded(target), target)
    left = evaluate(session, read)
    right = evaluate(session, statement.value)
    spans = [source.span(part) for part in (target, statement.value, statement)]
    operator = OPERATORS[type(statement.op)]
    value = operate(session, operator, left, right, spans)
    if writes_in_place(session, left):
        write(session, left, value, spans[2], how=f"{operator.symbol}=")
    else:
        _remark_walked(session, target, left, f"{operator.symbol}=", spans[2])
        bind_target(session, target, value, statement.value, source.note(statement))
    return Flow.NEXT


def _remark_walked(
    session: Session, target: ast.expr, taken: Anything, how: str, span: Span
) -> None:
    """Tell the person that a tensor which a loop took from a list is not changed in the list."""
    if not isinstance(target, ast.Name) or session.walked.get(target.id) is not taken:
        return
    if isinstance(taken, TENSORS) and (session.follows_torch(taken) or session.shape(taken)):
        session.remark(
            Diagnostic(
                "rebound",
                "warning",
                f"`{how}` binds `{target.id}` anew, and what the loop walks over stays as it is",
                "Make a list of the new ones: `[w - lr * g for w, g in zip(ws, gs)]`.",
                span=span,
            )
        )


def _loaded(target: ast.expr) -> ast.expr:
    """Give a target as the expression that reads it."""
    match target:
        case ast.Attribute(value=owner, attr=name):
            return ast.Attribute(owner, name, ast.Load())
    return ast.Name(_written(target), ast.Load())


def _expression(session: Session, statement: ast.Expr) -> Flow:
    call = statement.value
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print":
        session.trace.statement = "print"
    value = evaluate(session, statement.value)
    says_nothing = isinstance(value, str | None) or session.without_gradients or _changes(call)
    if session.scope is session.globals and not says_nothing:
        session.last_expression = (value, statement.value)
    return Flow.NEXT


def _changes(node: ast.expr) -> bool:
    """Tell a call that is made for what it does to a tensor, such as ``w.add_(1)``."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name.endswith("_")
    return False


def _define(session: Session, statement: ast.FunctionDef) -> Flow:
    session.scope.names[statement.name] = UserFunction(session, statement, _body)
    return Flow.NEXT


def _define_class(session: Session, statement: ast.ClassDef) -> Flow:
    """Make a class of modules of its methods, and of the names that its body binds."""
    base = statement.bases[0]
    if not is_module_class(evaluate(session, base)):
        raise EngineError(
            "a class derives from `nn.Module` only",
            code="operands",
            hint=f"Write `class {statement.name}(nn.Module):`.",
            span=session.source.span(base),
        )
    made = UserClass(statement.name)
    for part in statement.body:
        match part:
            case ast.FunctionDef(name=name):
                made.methods[name] = UserFunction(session, part, _body)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                made.constants[name] = evaluate(session, value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                made.constants[name] = evaluate(session, value)
    session.scope.names[statement.name] = made
    return Flow.NEXT


def _return(session: Session, statement: ast.Return) -> Flow:
    session.returned = None if statement.value is None else evaluate(session, statement.value)
    return Flow.RETURN


def _with(session: Session, statement: ast.With) -> Flow:
    with ExitStack() as groups:
        for item in statement.items:
            group = evaluate(session, item.context_expr)
            if not isinstance(group, Group):
                raise EngineError(
                    f"`with` cannot open {kind_of(group)}",
                    code="operands",
                    hint='Write `with module("encoder"):`.',
                )
            groups.enter_context(group.opened())
        return execute(session, statement.body)


def _for(session: Session, statement: ast.For) -> Flow:
    walked = evaluate(session, statement.iter)
    foresee_loop(session, walked, statement)
    for item in items_of(session, walked, session.source.span(statement.iter)):
        session.meter.count("statements")
        bind_target(session, statement.target, item, statement.iter)
        for part in parts_of(statement.target) or [statement.target]:
            if isinstance(part, ast.Name):
                session.walked[part.id] = session.scope.names[part.id]
        flow = execute(session, statement.body)
        if flow is Flow.BREAK:
            break
        if flow is Flow.RETURN:
            return flow
        session.trace.statement = "for"
    return Flow.NEXT


def _while(session: Session, statement: ast.While) -> Flow:
    refuse_endless(session, statement)
    turns = 0
    while holds(session, statement.test):
        turns += 1
        try:
            session.meter.count("statements")
            flow = execute(session, statement.body)
        except BudgetError as fault:
            # The innermost loop is the one to blame.
            if not fault.hint.startswith("The `while`"):
                fault.hint = (
                    f"The `while` on line {statement.lineno} is in its turn {turns:,}: "
                    "does its condition ever become false?"
                )
            raise
        if flow is Flow.BREAK:
            break
        if flow is Flow.RETURN:
            return flow
        session.trace.statement = "while"
    return Flow.NEXT


def _if(session: Session, statement: ast.If) -> Flow:
    taken = statement.body if holds(session, statement.test) else statement.orelse
    return execute(session, taken)


def _assert(session: Session, statement: ast.Assert) -> Flow:
    if holds(session, statement.test):
        return Flow.NEXT
    text = session.source.text_at(session.source.span(statement.test))
    message = f"`{text}` does not hold"
    if statement.msg is not None:
        message = str(session.plain(evaluate(session, statement.msg)))
    raise EngineError(
        message,
        code="assertion",
        hint="The program asserts this.",
        span=session.source.span(statement.test),
    )


def _import(session: Session, statement: ast.Import) -> Flow:
    for alias in statement.names:
        if alias.name in TYPES:
            continue
        prefix = _importable(alias.name)
        root = alias.name.split(".")[0]
        session.scope.names[alias.asname or root] = prefix if alias.asname else _importable(root)
    return Flow.NEXT


def _import_from(session: Session, statement: ast.ImportFrom) -> Flow:
    module = statement.module or ""
    if module in TYPES:
        return Flow.NEXT
    prefix = _importable(module)
    for alias in statement.names:
        session.scope.names[alias.asname or alias.name] = reach(prefix, alias.name)
    return Flow.NEXT


def _importable(name: str) -> Anything:
    if name not in IMPORTS:
        known = ", ".join(f"`{known}`" for known in IMPORTS)
        hint = instead_of(name) or f"These can: {known}."
        raise UnknownNameError(f"`{name}` cannot be imported", hint=hint, code="unknown-import")
    return IMPORTS[name]


STATEMENT_NAMES: Mapping[type[ast.stmt], str] = {
    ast.Assert: "assert",
    ast.If: "if",
    ast.While: "while",
    ast.For: "for",
    ast.Return: "return",
}
"""What ids are built on within statements that bind no name."""

EXECUTORS: Mapping[type[ast.stmt], Callable[[Session, Any], Flow]] = {
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.Expr: _expression,
    ast.FunctionDef: _define,
    ast.ClassDef: _define_class,
    ast.Return: _return,
    ast.With: _with,
    ast.For: _for,
    ast.While: _while,
    ast.If: _if,
    ast.Break: lambda *_: Flow.BREAK,
    ast.Continue: lambda *_: Flow.CONTINUE,
    ast.Pass: lambda *_: Flow.NEXT,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Assert: _assert,
}
