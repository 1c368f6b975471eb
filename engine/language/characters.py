"""Characters that no program holds: those that are none, and those that show elsewhere or not.

A name, a label, a note and a printed line are made of the program's text, so what is refused there
is nowhere in the document.
"""

from __future__ import annotations

import re

from engine.errors import Fix, Span, SyntaxFaultError

_NONE = "\0\ud800-\udfff"
_CONTROLS = "\x01-\x08\x0b\x0e-\x1f\x7f-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = "\u00ad\u180e\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"

REFUSED = re.compile(f"[{_NONE}{_CONTROLS}{_DIRECTIONS}{_UNSEEN}]")
"""Joiners are none of them: emoji and some scripts are written with them."""


def is_visible(text: str) -> bool:
    """Tell whether a name shows all of its characters, in one line and where they stand."""
    return not (REFUSED.search(text) or re.search(r"[\t\n\r]", text))


def refused(character: str, span: Span, *, written: bool) -> SyntaxFaultError:
    """Say that a program holds a character; one that is ``written`` out can be deleted as it is."""
    code = f"U+{ord(character):04X}"
    none = re.match(f"[{_NONE}]", character)
    reason = "which is no character" if none else "which is not seen where it stands"
    fault = SyntaxFaultError(
        f"the program holds {code}, {reason}",
        hint="Delete it: most editors do not show it." if written else "Leave it out.",
        span=span,
    )
    if written and not none:
        fault.fixes = (Fix("Delete it", span, ""),)
    return fault
