"""Docstrings, read as the house writes them: one line, what for, a formula, and sections."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from nervure.layers import Layer

_SECTION = re.compile(r"^([A-Z][a-z ]+):$")
_ENTRY = re.compile(r"^\*{0,2}([A-Za-z_][\w, ]*):(?:\s|$)")
_YEAR = re.compile(r"\((?:[A-Z]+ )?(?:1[89]|20)\d\d\)")


class Documentation(NamedTuple):
    """A docstring in parts.

    Attributes:
        text: all of it.
        summary: the first line.
        sections: the text of each section, by its title.
    """

    text: str
    summary: str
    sections: dict[str, str]

    @property
    def has_formula(self) -> bool:
        """Whether there is an equation, set apart or in the line."""
        return ".. math::" in self.text or bool(re.search(r"``[^`]*=[^`]*``", self.text))

    @property
    def has_year_of_source(self) -> bool:
        """Whether the source says when it appeared."""
        return bool(_YEAR.search(self.sections["Source"]))

    def names(self, section: str) -> list[str]:
        """The names that a section describes, in order."""
        names: list[str] = []
        for line in self.sections.get(section, "").splitlines():
            found = _ENTRY.match(line)
            if found:
                names += [name.strip() for name in found[1].split(",")]
        return names


def documentation_of(what: Callable[..., Any] | type) -> Documentation:
    """The docstring of a class or function that is written right here, and not inherited."""
    written = what.__doc__
    assert written, f"{what.__name__} has no docstring"
    lines = inspect.cleandoc(written).splitlines()
    sections: dict[str, str] = {}
    title = None
    for line in lines[1:]:
        found = _SECTION.match(line)
        if found:
            title = found[1]
            sections[title] = ""
        elif title is not None:
            sections[title] += line.removeprefix("    ") + "\n"
    return Documentation("\n".join(lines), lines[0], sections)


def arguments_of(kind: type) -> list[str]:
    """The arguments that a constructor writes, in order; ``kwargs`` stands for those that its family has in common."""
    if kind.__init__ is Layer.__init__:
        return ["kwargs"]
    return [name for name in inspect.signature(inspect.unwrap(kind.__init__)).parameters if name != "self"]
