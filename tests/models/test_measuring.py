from __future__ import annotations

from typing import Any

import pytest
import torch

from nervure.data import ArrayDataset
from nervure.graph.precision import bfloat16_is_native
from nervure.models.measuring import settle_precision
from nervure.models.preparation import feed_of, losses_for
from tests.models.networks import assert_same_weights, dense_network, picture_network, some_digits

NATIVE = bfloat16_is_native(torch.device("cpu"))


def settled(model: Any, count: int, batch_size: int) -> Any:
    x, y = some_digits(count)
    data = ArrayDataset(x, y, batch_size=batch_size) if model.graph.input_shapes[0][-1] == 1 else None
    data = data or ArrayDataset(x.reshape(count, -1) / 255, y, batch_size=batch_size)
    feed = feed_of(model, data, "fit")
    settle_precision(model, feed, losses_for(model, feed), 1)
    return model.compilation


def compiled(model: Any, precision: str) -> Any:
    model.compile("adam", "sparse_categorical_crossentropy", precision=precision)
    return model


@pytest.mark.parametrize("precision", ["float32", "float64", "bfloat16"])
def test_a_precision_that_was_asked_for_is_not_measured(precision: str) -> None:
    made = settled(compiled(picture_network(), precision), 64, 64)
    assert made.precision.name == precision
    assert not made.precision_is_settled


def test_a_small_network_computes_in_float32() -> None:
    made = settled(compiled(dense_network(), "auto"), 32, 32)
    assert made.precision_is_settled
    assert made.precision.activations == torch.float32
    assert made.precision.storage == torch.float32


def test_a_large_batch_is_measured_where_the_processor_has_bfloat16() -> None:
    made = settled(compiled(picture_network(), "auto"), 3000, 3000)
    assert made.precision_is_settled
    assert made.precision.activations in ((torch.float32, torch.bfloat16) if NATIVE else (torch.float32,))


def test_measuring_moves_no_weight_and_no_statistic() -> None:
    model = compiled(picture_network(), "auto")
    other = picture_network()
    other.set_weights(model.get_weights())
    settled(model, 3000, 3000)
    assert_same_weights(model, other)
    assert model.optimizer.iterations == 0


def test_what_was_settled_stays_until_the_next_compile() -> None:
    model = compiled(dense_network(), "auto")
    first = settled(model, 32, 32)
    assert settled(model, 3000, 3000).precision is first.precision
    assert not compiled(model, "auto").compilation.precision_is_settled
