"""What Hypothesis drew in this run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
_GIVEN = re.compile(r"^@given\(", re.M)


@dataclass
class Drawn:
    """Counts configurations.

    Attributes:
        configurations: how many were drawn and ran to the end.
        files: those whose drawing tests were collected.
    """

    configurations: int = 0
    files: set[Path] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """Whether the tests of every file that draws are part of this run."""
        return files_that_draw() <= self.files


DRAWN = pytest.StashKey[Drawn]()


def files_that_draw() -> set[Path]:
    """All files of tests with ``@given``."""
    return {path for path in TESTS.rglob("test_*.py") if _GIVEN.search(path.read_text(encoding="utf-8"))}
