"""Rewrites fixes for the command line: advice and errors of lower rooms name Python arguments."""

from __future__ import annotations

import re
from collections.abc import Collection

from nervure.language import text

_GIVEN = re.compile(r"(?<![\w'\"-])([a-z]+(?:_[a-z]+)*)=(?=[\w'\"{.-])")
_NAMED = re.compile(r"(?<![\w'\"-])[a-z]+(?:_[a-z]+)+(?![\w=]|\.\w|\([\w'\"\[{(-])", re.ASCII)
# An argument with its value, a Python keyword, a call.
_PROGRAM = re.compile(r"\b[a-z_]+=(?![=\s])|\b(?:None|True|False)\b|[A-Za-z]\w*\((?=[\w'\"\[{()-])", re.ASCII)
_PYTHON = "Python"


def typeable(line: str, options: Collection[str]) -> str:
    """The line with command-line options instead of arguments, and a note if the rest is only for Python.

    Args:
        line: the advice of a function.
        options: the options of the command, such as ``--batch-size``.

    Examples:
        >>> typeable("Train for 528 steps (epochs=76), with another batch_size.", {"--epochs", "--batch-size"})
        'Train for 528 steps (--epochs 76), with another --batch-size.'
        >>> typeable("Write Dense(3).", {"--epochs"})
        'Write Dense(3). (Names with = or () are for a program in Python.)'
    """

    def option(name: str, otherwise: str, behind: str = "") -> str:
        typed = f"--{name.replace('_', '-')}"
        return typed + behind if typed in options else otherwise

    line = _GIVEN.sub(lambda found: option(found[1], found[0], " "), line)
    line = _NAMED.sub(lambda found: option(found[0], found[0]), line)
    is_program = _PROGRAM.search(line) is not None and _PYTHON not in line
    return text("cli.for_python", line=line) if is_program else line
