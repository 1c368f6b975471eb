"""The slowest programs that the counted budgets let pass, beside the clock that would stop them.

Budgets refuse, and clocks are for what budgets did not foresee: no program here may come near one,
however small or busy the machine is. Each takes all that its budget has of one thing.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import engine
from benchmarks.service.tally import print_head, print_row
from server.budgets import BUDGETS, LaneName
from server.evaluation import ONE_THREAD
from server.settings import Settings
from server.worker import WARM_UP, Profile, Program, evaluate

T = TypeVar("T")

Write = Callable[[engine.Budget], str]

SCALED = ("ops", "round_ops", "elements", "edges", "flops", "round_statements", "prints")
"""Limits that the sizes of the programs follow."""

PARTS = 16
"""How finely."""


def main(_: float = 1) -> None:
    """Print the table, the slowest of each lane first."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # a BLAS reads it when it is loaded
    settings = Settings()
    print_head("lane", "program", "CPU s", "of the clock", "memory MiB", "answer", "MB")
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as worker:
        for lane in BUDGETS:
            clock = settings.job_cpu_seconds if lane == "job" else settings.cpu_seconds
            rows = worker.submit(measured, lane, settings).result()
            for run, name in sorted(rows, reverse=True):
                share, memory = f"{100 * run.seconds / clock:.1f} %", f"{run.memory / 2**20:.0f}"
                size = f"{run.size / 1e6:.1f}"
                print_row(lane, name, f"{run.seconds:.2f}", share, memory, run.status, size)


class Run(NamedTuple):
    """What a program took: seconds of a processor, and bytes beyond those of its worker."""

    seconds: float
    memory: int
    status: int
    size: int


def measured(lane: LaneName, settings: Settings) -> list[tuple[Run, str]]:
    """Run each program in a process of its own, as warm as a worker."""
    profile = Profile(lane, settings.budget(lane))
    evaluate(Program(WARM_UP), profile)
    gc.disable()  # as in a worker
    rows = []
    for name in PROGRAMS:
        source = _apart(partial(largest, name, profile.budget))
        program = Program(source, expand="all" if name == OPENED else ())
        rows.append((_apart(partial(_run, program, profile)), name))
    return rows


def _apart(function: Callable[[], T]) -> T:
    """Call a function in a process that ends with it, so that it leaves no memory behind."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=lambda: there.send(function()))
    process.start()
    there.close()
    result: T = here.recv()
    process.join()
    return result


def _run(program: Program, profile: Profile) -> Run:
    before, begun = _memory("VmSize"), time.process_time()
    answer = evaluate(program, profile)
    seconds, memory = time.process_time() - begun, _memory("VmPeak") - before
    return Run(seconds, memory, answer.status, len(answer.body))


def _memory(field: str) -> int:
    """Read what the system counts of this process, in bytes."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields[field].split()[0]) * 1024


def largest(name: str, budget: engine.Budget) -> str:
    """Write a program as large as its budget lets pass, in parts of what each limit allows."""

    def source(part: int) -> str:
        scaled = {limit: getattr(budget, limit) * part // PARTS for limit in SCALED}
        return PROGRAMS[name](replace(budget, **scaled))

    def passes(part: int) -> bool:
        return engine.evaluate(source(part), budget=budget).complete

    if passes(PARTS):
        return source(PARTS)
    parts = range(PARTS - 1, 0, -1)
    return source(parts[bisect_left(parts, True, key=passes)])


def _loop(turns: int, *body: str, before: str = "", after: str = "") -> str:
    lines = "\n".join(f"    {line}" for line in body)
    return f"{before}\nfor i in range({turns}):\n{lines}\n{after}"


def _ops(budget: engine.Budget) -> int:
    """Give the ops of a chain that has a pass at its end, and two statements for each op."""
    most = min(budget.ops, budget.round_ops, budget.leaves, budget.backward_ops)
    return min(most, budget.round_statements // 2) - 10


def _chain(budget: engine.Budget, *, step: str = "y = y * 1.0001", ops: int = 1) -> str:
    """Write a chain of so many ops a step."""
    return _loop(_ops(budget) // ops, step, before="y = param(1.0)", after="y")


def _arrays(
    budget: engine.Budget, *, size: int, step: str = "y = y * 1.0001", passes: int = 1
) -> str:
    """Write a chain of arrays; forward and all ways back take all elements and edges together."""
    elements, edges = budget.elements // (size * (1 + passes)), budget.edges // (3 * (1 + passes))
    turns = min(_ops(budget), min(elements, edges) - 10)
    again = "z.backward(retain_graph=True)\n" * (passes - 1)
    before = f"k = param(ones(1, 1, 3) / 3)\ny = param(0.5 + rand({size}))"
    return _loop(turns, step, before=before, after=f"z = sum(y)\n{again}z")


def _deep(budget: engine.Budget) -> str:
    """Write a chain whose ids are as long as they may be."""
    name, depth = "a" * budget.name_characters, budget.call_depth // 2
    path = (len(name) + 1) * depth
    ops = (budget.id_characters - path * depth) // (5 * path)
    loop = f"        for i in range({ops}):\n            x = x * 2.0\n        return x"
    return (
        f"def {name}(x, n):\n    if n == 0:\n{loop}\n    return {name}(x, n - 1)\n"
        f"{name}(param(1.0), {depth})"
    )


def _called(budget: engine.Budget) -> str:
    before = "def f(x):\n    return x * 1.0001\ny = param(1.0)"
    return _loop(_ops(budget) * 2 // 3, "y = f(y)", before=before, after="y")


def _notes(budget: engine.Budget) -> str:
    note = "n" * (budget.source_characters - 200)
    return _loop(_ops(budget), f"y: '{note}' = y * 2.0", before="y = param(1.0)", after="y")


def _backward(budget: engine.Budget, *, ops: int) -> str:
    ops = min(ops, _ops(budget))
    turns = min(budget.passes, budget.backward_ops // ops, budget.idle // 8) - 1
    forward = f"x = param(1.0)\ny = x\nfor i in range({ops}):\n    y = y * x"
    return _loop(turns, "y.backward(retain_graph=True)", before=forward)


TANH = "nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1)"
NORMALIZED = "nn.Linear(64, 2), nn.LayerNorm(2), nn.Linear(2, 1)"


def _training(budget: engine.Budget, *, layers: str = TANH, batch: str = "8, 2") -> str:
    rounds = min(budget.passes, budget.ops // 12, budget.backward_ops // 9, budget.modules // 6)
    before = (
        f"m = nn.Sequential({layers})\nx = randn({batch})\n"
        "o = torch.optim.Adam(m.parameters(), lr=0.01)"
    )
    body = "o.zero_grad()", "l = mean((m(x) - 1.0) ** 2)", "l.backward()", "o.step()"
    return _loop(rounds - 10, *body, before=before)


def _joined(budget: engine.Budget) -> str:
    """Write ops of very many inputs, again and again, as far as edges and expressions go."""
    count = min(_ops(budget), budget.round_expressions // 10, budget.leaves // 2, 5_000)
    edges = min(budget.edges // count, budget.round_expressions // (2 * count)) - 3
    before = f"xs = [param(i) for i in range({count})]"
    return _loop(max(1, edges // 2), "y = stack(xs)", before=before, after="sum(y)")


def _printed(budget: engine.Budget) -> str:
    turns = min(budget.prints, budget.round_statements // 2) - 10
    return _loop(turns, "print(x)", before="x = randn(4)", after="sum(x)")


def _turns(budget: engine.Budget) -> str:
    turns = min(budget.round_statements // 2, budget.idle // 3) - 20
    return _loop(turns, "j = i", after="x = 1.0\nx * x")


def _elements(budget: engine.Budget, *, call: str, flops: int = 40) -> str:
    """Write an op on as many numbers as there may be; ``flops`` of each, both ways."""
    count = min(budget.tensor_elements, int(budget.elements / 3.05), budget.flops // flops)
    return f"x = rand({count})\ny = {call}\nsum(y)"


def _scattered(budget: engine.Budget) -> str:
    count = min(budget.tensor_elements, int(budget.elements / 3.1))
    return (
        f"x = rand(1000)\ni = constant(randint(0, 1000, ({count},)))\n"
        f"sum(scatter_add(x, 0, i, rand({count})))"
    )


def _matrices(budget: engine.Budget, *, call: str, side: int, flops: float) -> str:
    """Write an op on as many matrices as there may be; ``flops`` is n³ times this, both ways."""
    most = int(budget.flops / (flops * side**3))
    most = min(most, budget.tensor_elements // side**2, int(budget.elements / (6 * side**2)))
    return f"x = randn({max(1, most)}, {side}, {side})\ny = {call}\nsum(y)"


def _product(budget: engine.Budget) -> str:
    side = min(int((budget.flops / 6.1) ** (1 / 3)), int(budget.tensor_elements**0.5))
    return f"x = randn({side}, {side})\nsum(x @ x)"


def _windows(budget: engine.Budget, *, call: str, flops: float) -> str:
    """Write windows of half the side of an image; ``flops`` of each place in each, both ways."""
    side = int((budget.flops / flops) ** (1 / 4)) - 1
    return f"x = randn(1, 1, {2 * side}, {2 * side})\nsum({call.format(side)})"


def _heard(budget: engine.Budget) -> str:
    channels = min(budget.elements // 10, budget.tensor_elements // 3)
    return f"x = randn(1, {channels}, 3, 1)\nsum(local_response_norm(x, {channels}))"


OPENED = "all ops opened"

PROGRAMS: Mapping[str, Write] = {
    "a chain of numbers": _chain,
    "a chain of NaN": partial(_chain, step="y = log(y - 2.0)", ops=2),
    "a chain of comparisons": partial(_chain, step="y = y * 1.0 if y > i else y * 2.0"),
    "a chain of arrays, each whole": partial(_arrays, size=256),
    "a chain of arrays, each summarized": partial(_arrays, size=257),
    "a chain of arrays, some passes": partial(
        _arrays, size=80, step="y = logaddexp(y, y)", passes=5
    ),
    "a chain of arrays, partly infinite": partial(_arrays, size=80, step="y = y * y", passes=5),
    "names within names": _deep,
    "a long note at each op": _notes,
    "a short graph, many passes": partial(_backward, ops=20),
    "a long graph, some passes": partial(_backward, ops=2_000),
    "training": _training,
    "training with a normalization": partial(_training, layers=NORMALIZED, batch="32, 64"),
    "a chain of function calls": _called,
    "small convolutions, some passes": partial(
        _arrays, size=8, step="y = conv1d(y.reshape(1, 1, 8), k, padding=1)", passes=5
    ),
    "thousands of inputs": _joined,
    "prints": _printed,
    "a loop without ops": _turns,
    OPENED: _chain,
    "gelu": partial(_elements, call="gelu(x)"),
    "sinc": partial(_elements, call="sinc(x)", flops=250),
    "sort": partial(_elements, call="sort(x)"),
    "erf": partial(_elements, call="erf(x)"),
    "cumprod": partial(_elements, call="cumprod(x)"),
    "scatter_add": _scattered,
    "singular values of small matrices": partial(_matrices, call="svdvals(x)", side=2, flops=40),
    "singular values of matrices": partial(_matrices, call="svdvals(x)", side=64, flops=13),
    "eigenvectors": partial(_matrices, call="eigh(x)[1]", side=32, flops=28),
    "determinants": partial(_matrices, call="det(x)", side=64, flops=3),
    "inverses": partial(_matrices, call="inv(x)", side=64, flops=7),
    "a matrix product": _product,
    "a wide kernel": partial(_windows, call="conv2d(x, randn(1, 1, {0}, {0}))", flops=103),
    "a wide kernel, turned round": partial(
        _windows, call="conv_transpose2d(x[:, :, :{0}, :{0}], randn(1, 1, {0}, {0}))", flops=103
    ),
    "means of wide windows": partial(_windows, call="avg_pool2d(x, {0}, stride=1)", flops=101),
    "maxima of wide windows": partial(_windows, call="max_pool2d(x, {0}, stride=1)", flops=6.5),
    "normalization over all channels": _heard,
}
"""Each by what it takes most of."""
