"""All mistakes that must be answered, in one list."""

from __future__ import annotations

from tests.mistakes import network_mistakes, run_mistakes
from tests.mistakes.mistake import Mistake

MISTAKES: list[Mistake] = [*network_mistakes.MISTAKES, *run_mistakes.MISTAKES]
