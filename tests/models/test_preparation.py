from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import Sequential, callbacks, losses, set_seed
from nervure.data import ArrayDataset
from nervure.errors import StateError
from nervure.layers import Dense
from nervure.models.preparation import (
    build_for,
    callback_list,
    feed_of,
    losses_for,
    next_context,
    prepared_step,
    run_seed,
    seed_for,
    tally_for,
    target_shapes,
)
from tests.models.networks import assert_explained, dense_network, numbers, two_ended, two_ended_data, vectors


def test_a_model_is_built_for_the_data_once() -> None:
    model = Sequential([Dense(3)])
    build_for(model, ArrayDataset(numbers(4, 6)))
    graph = model.graph
    build_for(model, ArrayDataset(numbers(4, 7)))
    assert model.graph is graph
    assert graph.input_shapes == ((None, 6),)


def test_the_shapes_of_targets_are_read_from_the_first_batch() -> None:
    model = two_ended(compiled=True)
    x, y = two_ended_data()
    feed = feed_of(model, ArrayDataset(x, y), "fit")
    assert target_shapes(model, feed) == [(None,), (None, 1)]
    kinds = [type(loss) for loss in losses_for(model, feed)]
    assert kinds == [losses.SparseCategoricalCrossentropy, losses.MeanSquaredError]
    assert target_shapes(model, feed_of(model, ArrayDataset(x), "predict", with_targets=False)) == [None, None]


def test_a_step_is_cut_where_activation_and_loss_fuse() -> None:
    model = dense_network()
    feed = feed_of(model, ArrayDataset(*vectors(4)), "fit")
    step = prepared_step(model, losses_for(model, feed), 3)
    assert [entry.name for entry in step.plan.steps] == ["dense/output", "dense_1/z"]
    assert step.seed == 3
    assert step.store is model.network().store


def test_a_step_without_a_loss_is_an_error() -> None:
    model = dense_network(compiled=False)
    model.compile("sgd")
    assert_explained(StateError, lambda: prepared_step(model, [None], 0), "loss")


def test_a_tally_counts_from_zero_each_time() -> None:
    model = dense_network()
    feed = feed_of(model, ArrayDataset(*vectors(4)), "fit")
    first, second = (tally_for(model, feed, losses_for(model, feed)) for _ in range(2))
    assert list(first.results()) == ["loss", "accuracy"]
    assert first.metrics[0].metric is not second.metrics[0].metric


def test_the_seed_of_a_run_is_given_or_set_or_fresh_and_recorded() -> None:
    model = dense_network()
    assert run_seed(model) == model.seed
    assert seed_for(model, 5) == run_seed(model) == 5
    set_seed(6)
    assert seed_for(model, None) == run_seed(model) == 6
    assert seed_for(model, 0) == 0
    set_seed(None)
    assert len({seed_for(model, None) for _ in range(5)}) > 1


def test_the_next_step_has_the_number_of_the_optimizer() -> None:
    model = dense_network()
    model.fit(*vectors(4), seed=9, epochs=3, verbose=0)
    context = next_context(model, True)
    assert (context.training, context.seed, context.step) == (True, 9, 3)
    assert next_context(dense_network(compiled=False), False).step == 0


@pytest.mark.parametrize("form", ["list", "tuple", "alone", "none"])
def test_callbacks_of_the_user_stand_between_those_of_the_house(form: str) -> None:
    mine, first, last = callbacks.Callback(), callbacks.Callback(), callbacks.Callback()
    given: Any = {"list": [mine], "tuple": (mine,), "alone": mine, "none": None}[form]
    listed = callback_list(dense_network(), given, {"epochs": 2}, [first], [last])
    assert listed.callbacks == ((first, last) if form == "none" else (first, mine, last))
    assert last.params["epochs"] == 2


def test_data_of_one_name_is_read_by_that_name() -> None:
    model = dense_network()
    x, y = vectors(4)
    feed = feed_of(model, ArrayDataset({"input_layer": x}, {"dense_1": y}, shuffle=False), "fit")
    batch = feed.first_batch()
    assert batch is not None
    np.testing.assert_array_equal(batch.x[0], x)
    np.testing.assert_array_equal(batch.y[0], y)
