"""Random programs over the whole catalogue.

Which shapes and constants an op takes, its cases say; where its numbers may lie, its domain. So an
op that is new in the catalogue is drawn without a word here.

A loss over all values hides aliasing faults, since every gradient then starts at one. So the loss
takes a subset, some leaves and branches lead nowhere, operands are often repeated, and values meet
again what they were made of.
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import count

import numpy as np

from engine.catalog import CATALOG
from tests.oracle.author import Author
from tests.oracle.on_engine import on_engine
from tests.oracle.programs import Program
from tests.oracle.vocabulary import drawn_names, elementwise_names

ZEROS = 0.07

EPSILON, BEND = 1e-9, 1e-4
"""A program is drawn again whose gradients bend by more, in relation, when its leaves move by that
little: there is a kink nearby, or rounding is amplified beyond what can be compared."""


def random_program(seed: int, zeros: float = ZEROS) -> Program:
    """Draw the program of this seed. Every op has its turn, however many are drawn besides.

    ``zeros`` is how often a number of a leaf is 0, where many functions have their kinks.
    """
    names = drawn_names()
    for attempt in count():
        author = Author(random.Random(f"{seed}.{attempt}"), zeros)
        program = author.write(names[seed % len(names)])
        if not _bends(program, author.whole_leaves()):
            return program
    raise AssertionError


def random_chain(seed: int) -> Program:
    """Draw two or three functions of one number, each of the one before: its leaf 0 is the first.

    All functions of one number have their turn as the last.
    """
    names = [name for name in elementwise_names() if len(CATALOG[name].inputs) == 1]
    for attempt in count():
        draw = random.Random(f"chain {seed}.{attempt}")
        chain = [*draw.choices(names, k=draw.randint(1, 2)), names[seed % len(names)]]
        program = Author(draw).chain(chain)
        if program is not None:
            return program
    raise AssertionError


def _bends(program: Program, whole: set[int]) -> bool:
    """Tell whether the gradients move with the last digits of the leaves.

    A 0 stays: what lies on a kink is on it in PyTorch as well. And a gradient that is not finite is
    no reason to draw again: it is there to be compared.
    """
    draw = np.random.default_rng(0)
    moved = [
        numbers if i in whole else [x and x + EPSILON * draw.uniform(-1, 1) for x in numbers]
        for i, numbers in enumerate(program.leaves)
    ]
    _, before = on_engine(program)
    _, after = on_engine(replace(program, leaves=moved))
    for old, new in zip(before, after, strict=True):
        if old and new and np.isfinite(old).all() and np.isfinite(new).all():
            apart = np.abs(np.subtract(new, old)).max()
            if apart > BEND * max(1.0, np.abs(old).max()):
                return True
    return False
