"""The error function, which NumPy lacks.

W. J. Cody, «Rational Chebyshev approximations for the error function», Mathematics of Computation
23 (1969), pp. 631-637, https://doi.org/10.1090/S0025-5718-1969-0247736-4.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Value

_CENTRE = (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2)
_CENTRE += (3.77485237685302021e2, 3.20937758913846947e3)
_CENTRE_BELOW = (1.0, 2.36012909523441209e1, 2.44024637934444173e2)
_CENTRE_BELOW += (1.28261652607737228e3, 2.84423683343917062e3)

_TAIL = (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594)
_TAIL += (6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2)
_TAIL += (1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3)
_TAIL_BELOW = (1.0, 1.57449261107098347e1, 1.17693950891312499e2)
_TAIL_BELOW += (5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3)
_TAIL_BELOW += (4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3)

_BORDER = 0.46875
_END = 6.0
"""From here on 1 - erf is smaller than half the last bit of 1."""


def erf(x: Value) -> Value:
    """Give the error function of every element, to 1e-15 of its value."""
    size = np.abs(x)
    near = np.minimum(size, _BORDER)
    centre = near * _quotient(near * near, _CENTRE, _CENTRE_BELOW)
    far = np.clip(size, _BORDER, _END)
    tail = 1 - np.exp(-far * far) * _quotient(far, _TAIL, _TAIL_BELOW)
    return np.copysign(np.where(size <= _BORDER, centre, tail), x)


def _quotient(x: Value, above: tuple[float, ...], below: tuple[float, ...]) -> Value:
    """Divide two polynomials by Horner's rule, the highest powers first."""
    numerator, denominator = above[0] * x, below[0] * x
    for a, b in zip(above[1:-1], below[1:-1], strict=True):
        # In place: these two are ours alone, and fresh memory costs more than the arithmetic.
        numerator += a
        numerator *= x
        denominator += b
        denominator *= x
    return (numerator + above[-1]) / (denominator + below[-1])
