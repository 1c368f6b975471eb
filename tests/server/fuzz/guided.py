"""Looks for programs that reach what no program has reached, led by the code that they run through.

``make guided`` runs it, with atheris: real programs are changed byte by byte, and what reaches new
code is changed further. It ends with an error at the first program that the engine has no answer
to, whose answer cannot be written, points beside the text or is another one the second time.
"""

from __future__ import annotations

import argparse
import sys

import atheris
import orjson

with atheris.instrument_imports(include=["engine.language", "engine.document"]):
    from engine.language import FAST
    from engine.language.diagnostics import render
    from engine.pipeline import evaluate
    from tests.conftest import ROOT
    from tests.server.fuzz.requests import REAL

KEPT = ROOT / ".fuzz"
"""Where the next run finds what this one found."""

LONGEST = 4_000
"""Bytes of a program: more than the longest that it begins with has."""

PATIENCE = 20
"""Seconds after which a program counts as one that never ends."""


def look_at(data: bytes) -> None:
    """Run a program twice, and read what is said of it."""
    source = data.decode("utf-8", "replace")
    evaluation = evaluate(source, budget=FAST)
    for diagnostic in evaluation.ran.diagnostics:
        assert diagnostic.code != "internal"
        render(source, diagnostic)
    again = evaluate(source, budget=FAST)
    assert orjson.dumps(evaluation.document) == orjson.dumps(again.document)


def main() -> None:
    """Write the programs that it begins with, and let atheris change them."""
    parser = argparse.ArgumentParser(prog="tests.server.fuzz.guided", description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    programs = KEPT / "programs"
    programs.mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(REAL):
        (programs / f"{number}.py").write_text(source)
    options = [
        f"-runs={asked.runs}",
        f"-seed={asked.seed}",
        f"-max_len={LONGEST}",
        f"-timeout={PATIENCE}",
        f"-artifact_prefix={KEPT}/",
        "-verbosity=0",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(programs)], look_at)
    atheris.Fuzz()  # and ends the process


if __name__ == "__main__":
    main()
