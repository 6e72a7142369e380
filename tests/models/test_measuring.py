from __future__ import annotations

from typing import Any

import pytest
import torch

from nervure import Input
from nervure.data import ArrayDataset
from nervure.graph.precision import PRECISIONS, bfloat16_is_native, bfloat16_is_usually_faster
from nervure.layers import Lambda
from nervure.models import Sequential
from nervure.models.measuring import measured_precision, settle_precision
from nervure.models.preparation import feed_of, losses_for
from tests.models.networks import assert_same_weights, dense_network, picture_network, some_digits

NATIVE = bfloat16_is_native(torch.device("cpu"))


def settled(model: Any, count: int, batch_size: int, *, by_rule: bool = False) -> Any:
    x, y = some_digits(count)
    data = ArrayDataset(x, y, batch_size=batch_size) if model.graph.input_shapes[0][-1] == 1 else None
    data = data or ArrayDataset(x.reshape(count, -1) / 255, y, batch_size=batch_size)
    feed = feed_of(model, data, "fit")
    settle_precision(model, feed, losses_for(model, feed), 1, by_rule=by_rule)
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


def test_with_a_seed_a_rule_decides_the_same_each_time() -> None:
    usual = torch.bfloat16 if bfloat16_is_usually_faster(torch.device("cpu")) else torch.float32
    for _ in range(2):
        made = settled(compiled(picture_network(), "auto"), 3000, 3000, by_rule=True)
        assert (made.precision.activations, made.precision_choice) == (usual, "rule")
    assert settled(compiled(dense_network(), "auto"), 32, 32, by_rule=True).precision.activations == torch.float32


@pytest.mark.parametrize(("seed", "choice"), [(5, "rule"), (None, "measured" if NATIVE else "rule")])
def test_a_history_says_what_was_computed_in_and_how_that_was_found(seed: int | None, choice: str) -> None:
    x, y = some_digits(3000)
    history = compiled(picture_network(), "auto").fit(x, y, batch_size=3000, seed=seed, verbose=0)
    assert history.precision in ("float32", "bfloat16")
    assert history.precision_choice == choice
    given = compiled(dense_network(), "float32").fit(x.reshape(3000, -1)[:32] / 255, y[:32], verbose=0)
    assert (given.precision, given.precision_choice) == ("float32", "given")


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


@pytest.mark.parametrize("walks", [1, 6])
def test_an_interrupt_while_measuring_leaves_float32_and_the_next_fit_measures_anew(walks: int) -> None:
    calls: list[torch.dtype] = []

    def interrupting(x: torch.Tensor) -> torch.Tensor:
        if x.shape[0] == 16:  # a batch, and not a trial of the shape
            calls.append(x.dtype)
            if len(calls) == walks:
                raise KeyboardInterrupt
        return x

    inner = dense_network(compiled=False).layers
    model = compiled(Sequential([Input((196,)), Lambda(interrupting), *inner]), "auto")
    x, y = some_digits(16)
    feed = feed_of(model, ArrayDataset((x.reshape(16, -1) / 255).astype("float32"), y, batch_size=16), "fit")
    losses, batch = losses_for(model, feed), feed.first_batch()
    assert batch is not None
    model.compilation.precision_is_settled = True
    with pytest.raises(KeyboardInterrupt):
        measured_precision(model, losses, batch, 1)
    assert model.compilation.precision == PRECISIONS["auto"]
    assert not model.compilation.precision_is_settled
    assert measured_precision(model, losses, batch, 1).name == "auto"
    assert model.compilation.precision == PRECISIONS["auto"]
