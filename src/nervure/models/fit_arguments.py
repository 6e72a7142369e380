"""Arguments shared by ``fit``, ``evaluate`` and ``predict``: verbosity, and after which epochs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from nervure.arguments.kinds import Level, ListOf, WholeNumber, WordOr

Shown = Annotated[str | int, WordOr(("auto",), Level(), "fit.verbose")]
Epochs = Annotated[int | Sequence[int], ListOf(WholeNumber(1))]
