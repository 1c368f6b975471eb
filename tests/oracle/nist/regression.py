"""Nonlinear least squares on the engine's gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import apply, backward, tensor
from tests.oracle.nist.data_sets import DataSet, Numbers
from tests.oracle.nist.models import MODELS, RESPONSES


def residuals(data: DataSet, parameters: Sequence[Any]) -> Any:
    """Give model minus observation: ``(n,)``, a node where the parameters are nodes."""
    response = RESPONSES.get(data.name)
    return MODELS[data.name](data.x, *parameters) - (response(data.y) if response else data.y)


def jacobian(data: DataSet, parameters: Numbers) -> Numbers:
    """Give the derivative of each residual by each parameter, by one backward pass a residual."""
    leaves = [tensor(number) for number in parameters]
    output = residuals(data, leaves)
    rows = [backward(output, seed=seed).gradients for seed in np.eye(output.size)]
    return np.array([[row[leaf] for leaf in leaves] for row in rows])


def jacobian_in_one_pass(data: DataSet, parameters: Numbers) -> Numbers:
    """Give the same from the sum: each residual has copies of the parameters to itself."""
    leaves = [tensor(np.full(len(data.y), number)) for number in parameters]
    gradients = backward(apply("sum", residuals(data, leaves))).gradients
    return np.stack([gradients[leaf] for leaf in leaves], axis=1)


def unit_deviations(slopes: Numbers) -> Numbers:
    """Give the roots of the diagonal of ``(JᵀJ)⁻¹``.

    ``J = Q R``, so it is ``R⁻¹ R⁻ᵀ``. The columns are brought to length one first: some
    parameters are a billion times as large as others.
    """
    lengths = np.linalg.norm(slopes, axis=0)
    triangle = np.linalg.qr(slopes / lengths, mode="r")
    deviations: Numbers = np.linalg.norm(np.linalg.inv(triangle), axis=1) / lengths
    return deviations


def fitted(data: DataSet, start: Numbers) -> Numbers:
    """Give the parameters that least squares finds from ``start``, by Levenberg and Marquardt.

    The damping shrinks after a step that helped and grows after one that did not. It ends where no
    step helps any more.
    """
    parameters, damping = start, 1e-3
    while damping < 1e12:
        now = residuals(data, parameters)
        tried = parameters + _step(jacobian_in_one_pass(data, parameters), now, damping)
        then = residuals(data, tried)
        if then @ then < now @ now:
            parameters, damping = tried, damping / 10
        else:
            damping *= 10
    return parameters


def _step(slopes: Numbers, now: Numbers, damping: float) -> Numbers:
    """Solve ``min ‖r + J p‖² + λ ‖D p‖²``, with ``D`` the lengths of the columns of ``J``."""
    lengths = np.linalg.norm(slopes, axis=0)
    stacked = np.vstack([slopes / lengths, np.sqrt(damping) * np.eye(len(lengths))])
    step: Numbers = np.linalg.lstsq(stacked, np.append(-now, np.zeros(len(lengths))))[0] / lengths
    return step
