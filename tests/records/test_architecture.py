from __future__ import annotations

import dataclasses

import pytest

from nervure.records.architecture import Architecture, LayerRow


def _architecture(*rows: LayerRow) -> Architecture:
    return Architecture("m", rows, 330, 12, 1320, 48, optimizer=660, optimizer_bytes=2640)


def test_the_total_counts_the_optimizer_too_as_keras_does() -> None:
    architecture = _architecture()
    assert architecture.total == 1002
    assert architecture.total_bytes == 4008


def test_a_layer_has_one_shape_an_output() -> None:
    assert LayerRow("a", "Dense", (None, 10), 1).output_shapes == ((None, 10),)
    assert LayerRow("a", "Split", ((None, 10), (None, 2, 3)), 1).output_shapes == ((None, 10), (None, 2, 3))
    assert LayerRow("a", "Sum", (), 1).output_shapes == ((),)
    assert LayerRow("a", "Dense", None, None).output_shapes is None


def test_layers_that_each_read_the_one_above_are_a_chain() -> None:
    first, second = LayerRow("a", "InputLayer", (None, 3), 0), LayerRow("b", "Dense", (None, 3), 12, ("a",))
    assert _architecture().is_chain
    assert _architecture(first, second).is_chain
    assert _architecture(first, LayerRow("b", "Dense", (None, 3), 12)).is_chain


@pytest.mark.parametrize(
    "third",
    [
        LayerRow("c", "Add", (None, 3), 0, ("a", "b")),
        LayerRow("c", "Dense", (None, 3), 12, ("a",)),
        LayerRow("c", "InputLayer", (None, 3), 0),
    ],
)
def test_a_merge_a_branch_or_a_second_input_is_no_chain(third: LayerRow) -> None:
    first, second = LayerRow("a", "InputLayer", (None, 3), 0), LayerRow("b", "Dense", (None, 3), 12, ("a",))
    assert not _architecture(first, second, third).is_chain


def test_records_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        _architecture().name = "other"  # type: ignore[misc]
