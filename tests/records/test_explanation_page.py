from __future__ import annotations

import dataclasses

import pytest

from nervure.records.explanation_page import PageStep, PageTensor


def test_numbers_are_not_printed_with_a_record() -> None:
    assert "\\x01" not in repr(PageTensor("f32", 1, b"\x01\x02\x03\x04"))


def test_a_record_cannot_be_changed() -> None:
    step = PageStep("dense/z", "dense", "dense", ("x",), ("dense/z",), ("dense/kernel",), {}, "here", has_rule=True)
    with pytest.raises(dataclasses.FrozenInstanceError):
        step.op = "convolution"  # type: ignore[misc]
    assert (step.fused, step.not_differentiable, step.mask) == (False, (), None)
