from __future__ import annotations

import numpy as np
import pytest

from nervure import Input, Model
from nervure.errors import ArgumentError, UnknownNameError
from nervure.layers import Add, Dense
from nervure.models.ends import Ends, alone
from tests.models.networks import assert_explained, numbers


def by_name() -> Model:
    left, right = Input((4,), name="first"), Input((4,), name="second")
    total = Add()([left, Dense(4, name="weighed")(right)])
    return Model({"left": left, "right": right}, {"total": total, "size": Dense(1)(total)})


def test_ends_come_back_in_the_form_they_were_given_in() -> None:
    x, y = Input((4,)), Input((4,))
    assert Ends.of(x, "inputs").packed([1]) == 1
    assert Ends.of([x, y], "inputs").packed([1, 2]) == [1, 2]
    assert Ends.of({"a": x, "b": y}, "inputs").packed([1, 2]) == {"a": 1, "b": 2}
    assert alone([3]) == 3


def test_ends_that_are_no_symbolic_tensors_are_refused() -> None:
    for wrong in (3, [Input((4,)), 3], Dense(3), np.zeros((3, 4)), None, []):
        assert_explained(ArgumentError, lambda given=wrong: Ends.of(given, "inputs"), "Model(inputs=...)")


def test_a_mapping_is_read_by_name_in_any_order() -> None:
    ends = Ends.of({"a": Input((4,)), "b": Input((4,))}, "inputs")
    assert ends.unpacked({"b": 2, "a": 1}, "model") == [1, 2]
    assert ends.unpacked([1, 2], "model") == [1, 2]


def test_a_mapping_with_a_wrong_or_a_missing_name_is_an_error() -> None:
    ends = Ends.of({"left": Input((4,)), "right": Input((4,))}, "inputs")
    assert_explained(UnknownNameError, lambda: ends.unpacked({"left": 1, "rihgt": 2}, "model"), "'rihgt'", "'right'")
    assert_explained(ArgumentError, lambda: ends.unpacked({"left": 1}, "model"), "'right'")


def test_a_model_of_mappings_names_its_ends_by_the_keys() -> None:
    model = by_name()
    assert model.input_names == ["left", "right"]
    assert model.output_names == ["total", "size"]
    assert list(model.input) == ["left", "right"]
    assert list(model.output) == ["total", "size"]


def test_a_model_of_mappings_predicts_fits_and_evaluates_by_name() -> None:
    model = by_name()
    x = {"right": numbers(8, 4, seed=1), "left": numbers(8, 4, seed=2)}
    y = {"size": numbers(8, 1, seed=3), "total": numbers(8, 4, seed=4)}
    model.compile("sgd", {"size": "mse", "total": "mae"}, metrics={"size": "mae"})
    history = model.fit(x, y, verbose=0)
    assert list(history.history) == ["loss", "total_loss", "size_loss", "size_mae"]
    predicted = model.predict(x, verbose=0)
    assert list(predicted) == ["total", "size"]
    assert predicted["size"].shape == (8, 1)
    weighed = x["right"] @ model.get_layer("weighed").get_weights()[0] + model.get_layer("weighed").get_weights()[1]
    np.testing.assert_allclose(predicted["total"], x["left"] + weighed, rtol=1e-4, atol=1e-5)


def test_a_model_of_mappings_can_be_called_with_arrays_and_be_part_of_another() -> None:
    model = by_name()
    x = {"left": numbers(2, 4), "right": numbers(2, 4, seed=1)}
    called = model(x)
    np.testing.assert_array_equal(called["total"], model.predict(x, verbose=0)["total"])
    first, second = Input((4,)), Input((4,))
    outer = Model([first, second], model({"right": second, "left": first})["size"])
    np.testing.assert_allclose(outer.predict([x["left"], x["right"]], verbose=0), called["size"], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("listed", [True, False])
def test_a_model_of_mappings_takes_a_list_in_its_own_order(listed: bool) -> None:
    model = by_name()
    left, right = numbers(2, 4), numbers(2, 4, seed=1)
    given = [left, right] if listed else (left, right)
    np.testing.assert_array_equal(model(given)["total"], model({"left": left, "right": right})["total"])
