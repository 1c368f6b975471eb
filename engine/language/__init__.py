"""The program language: source text becomes a filled trace."""

from engine.language.budget import FAST, HEAVY, JOB, Budget, Refusal, called
from engine.language.characters import is_visible
from engine.language.diagnostics import render
from engine.language.progress import Progress, ProgressForm
from engine.language.run import Run, run
from engine.language.vocabulary import Vocabulary, vocabulary

__all__ = [
    "FAST",
    "HEAVY",
    "JOB",
    "Budget",
    "Progress",
    "ProgressForm",
    "Refusal",
    "Run",
    "Vocabulary",
    "called",
    "is_visible",
    "render",
    "run",
    "vocabulary",
]
