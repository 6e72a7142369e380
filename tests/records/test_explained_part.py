from __future__ import annotations

import dataclasses

import pytest

from nervure.records.explained_part import ExplainedPart, Worked


def test_a_part_is_a_plain_value() -> None:
    part = ExplainedPart("forward", (Worked((), 3, "value_of"),))
    assert part == ExplainedPart("forward", (Worked((), 3, "value_of"),))
    with pytest.raises(dataclasses.FrozenInstanceError):
        part.kind = "loss"  # type: ignore[misc]
