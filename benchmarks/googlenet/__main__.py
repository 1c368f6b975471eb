"""``python -m benchmarks.googlenet [64 224 ...]``: milliseconds of a pass through GoogLeNet.

One image of that size, 1,000 classes, float64, one thread; PyTorch where it is installed.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402  NumPy reads the number of threads when it is imported

from engine import apply, backward, tensor  # noqa: E402
from engine.modules import GoogLeNet, Weights  # noqa: E402

ROUNDS = 9
LABEL = np.array([3.0])


def main() -> None:
    """Print a row for each size and library: the medians of forward and of backward."""
    net = GoogLeNet(1000, weights=Weights(np.random.Generator(np.random.PCG64(0))))
    net.train(False)
    print(f"{'image':>10} {'library':20} {'forward ms':>11} {'backward ms':>12}")
    for size in map(int, sys.argv[1:] or ["64", "224"]):
        image = np.random.default_rng(1).standard_normal((1, 3, size, size))
        for name, forward, back in contenders(net, image):
            times = [_timed(forward, back) for _ in range(ROUNDS)]
            first, second = (1e3 * statistics.median(column) for column in zip(*times, strict=True))
            print(f"{size:4} × {size:3} {name:20} {first:11.1f} {second:12.1f}")


def contenders(net: GoogLeNet, image: Any) -> list[tuple[str, Callable[[], Any], Any]]:
    """Give the libraries, with what goes forward and what goes back from its result."""
    found: list[tuple[str, Callable[[], Any], Any]] = [
        ("nablascope", lambda: apply("cross_entropy", net(tensor(image)), LABEL), backward)
    ]
    try:
        import torch  # noqa: PLC0415  it may not be installed

        from benchmarks.googlenet.on_torch import forward, parameters_of  # noqa: PLC0415
    except ImportError:
        return found
    torch.set_num_threads(1)
    parameters = parameters_of(net)
    x, label = torch.tensor(image), torch.tensor([3])

    def loss() -> Any:
        return torch.nn.functional.cross_entropy(forward(net, x, parameters), label)

    def back(output: Any) -> None:
        torch.autograd.grad(output, list(parameters.values()))

    return [*found, (f"torch {torch.__version__}", loss, back)]


def _timed(forward: Callable[[], Any], back: Callable[[Any], Any]) -> tuple[float, float]:
    start = time.perf_counter()
    output = forward()
    between = time.perf_counter()
    back(output)
    return between - start, time.perf_counter() - between


main()
