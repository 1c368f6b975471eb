"""The error function, which NumPy lacks.

W. J. Cody, «Rational Chebyshev approximations for the error function», Mathematics of Computation
23 (1969), pp. 631-637, https://doi.org/10.1090/S0025-5718-1969-0247736-4.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Value

# Numerators and denominators, the highest powers first: around 0, and from there outwards.
_CENTRE = (
    (1.85777706184603153e-1, 1.0),
    (3.16112374387056560, 2.36012909523441209e1),
    (1.13864154151050156e2, 2.44024637934444173e2),
    (3.77485237685302021e2, 1.28261652607737228e3),
    (3.20937758913846947e3, 2.84423683343917062e3),
)
_TAIL = (
    (2.15311535474403846e-8, 1.0),
    (5.64188496988670089e-1, 1.57449261107098347e1),
    (8.88314979438837594, 1.17693950891312499e2),
    (6.61191906371416295e1, 5.37181101862009858e2),
    (2.98635138197400131e2, 1.62138957456669019e3),
    (8.81952221241769090e2, 3.29079923573345963e3),
    (1.71204761263407058e3, 4.36261909014324716e3),
    (2.05107837782607147e3, 3.43936767414372164e3),
    (1.23033935479799725e3, 1.23033935480374942e3),
)

_BORDER = 0.46875
_END = 6.0
"""From here on 1 - erf is smaller than half the last bit of 1."""


def erf(x: Value) -> Value:
    """Give the error function of every element, to 1e-15 of its value."""
    size = np.abs(x)
    near = np.minimum(size, _BORDER)
    centre = near * _quotient(near * near, _CENTRE)
    far = np.clip(size, _BORDER, _END)
    tail = 1 - np.exp(-far * far) * _quotient(far, _TAIL)
    return np.copysign(np.where(size <= _BORDER, centre, tail), x)


def _quotient(x: Value, powers: tuple[tuple[float, float], ...]) -> Value:
    """Divide two polynomials, worked out by Horner's rule."""
    numerator, denominator = (highest * x for highest in powers[0])
    for a, b in powers[1:-1]:
        # In place: these two are ours alone, and fresh memory costs more than the arithmetic.
        numerator += a
        numerator *= x
        denominator += b
        denominator *= x
    return (numerator + powers[-1][0]) / (denominator + powers[-1][1])
