"""The last line of an error: what to do, and whether that can be done at a command line."""

from __future__ import annotations

import re

# An argument of a function, one of Python's own words, a call (a remark in Korean stands in brackets, too). What stands
# behind the word Python is told to be such.
_PROGRAM = re.compile(r"\b[a-z_]+=(?!=)|\b(?:None|True|False)\b|[A-Za-z_]\((?![가-힣])")


def is_typeable(fix: str) -> bool:
    """Whether a reader at a command line can follow it."""
    return _PROGRAM.search(fix.partition("Python")[0]) is None


def fixes(said: str) -> list[str]:
    """The last lines of the errors in what was said, in English or Korean."""
    return [line for line in said.splitlines() if line.strip().startswith(("fix:", "해결:"))]
