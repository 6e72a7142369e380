from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import initializers
from nervure.errors import ArgumentError, UnknownNameError
from nervure.language import set_language
from nervure.registry import serialize


@pytest.mark.parametrize("name", [name for name in initializers.TABLE if name != "GivenArray"])
def test_every_name_gives_an_initializer(name: str) -> None:
    assert type(initializers.get(name)) is initializers.TABLE[name]


def test_none_is_keras_default() -> None:
    assert isinstance(initializers.get(None), initializers.GlorotUniform)


def test_objects_pass_through_and_classes_are_made() -> None:
    given = initializers.HeNormal(seed=1)
    assert initializers.get(given) is given
    assert isinstance(initializers.get(initializers.Ones), initializers.Ones)


def test_numbers_arrays_and_functions_are_wrapped() -> None:
    for number in (0.1, 3, np.float32(0.5), torch.tensor(2.0)):
        assert initializers.get(number).draw((2,), 0).tolist() == [float(number)] * 2
    assert initializers.get([1.0, 2.0]).draw((2,), 0).tolist() == [1, 2]
    assert initializers.get(np.arange(2)).draw((2,), 0).tolist() == [0, 1]
    assert initializers.get(np.ones).draw((2,), 0).tolist() == [1, 1]


def test_a_serialized_initializer_comes_back() -> None:
    first = initializers.VarianceScaling(0.5, "fan_out", "uniform", seed=3)
    second = initializers.get(serialize(first))
    assert torch.equal(first.draw((4, 5), 0), second.draw((4, 5), 1))


def test_a_configuration_of_keras_is_understood() -> None:
    config = {
        "module": "keras.initializers",
        "class_name": "RandomNormal",
        "config": {"seed": None, "mean": 0.0, "stddev": 0.1},
        "registered_name": None,
    }
    initializer = initializers.get(config)
    assert isinstance(initializer, initializers.RandomNormal)
    assert initializer.stddev == 0.1


def test_a_misspelled_name_gets_a_suggestion_in_both_languages() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'glorot_uniform'"):
        initializers.get("glorot_unifrom")
    set_language("ko")
    try:
        with pytest.raises(UnknownNameError, match="glorot_uniform"):
            initializers.get("glorot_unifrom")
    finally:
        set_language(None)


@pytest.mark.parametrize("identifier", [object(), {1, 2}])
def test_what_cannot_draw_is_refused(identifier: object) -> None:
    with pytest.raises(ArgumentError, match="cannot be used as an initializer") as caught:
        initializers.get(identifier)
    assert len(str(caught.value).splitlines()) == 4


def test_small_names_are_the_classes() -> None:
    for name, cls in initializers.TABLE.items():
        alias = getattr(initializers, name, None)
        assert alias is None or alias is cls, name
    assert initializers.he_normal is initializers.HeNormal
    assert initializers.zeros is initializers.Zeros


def test_what_is_described_is_made_again_under_every_name() -> None:
    made = initializers.Constant(0.5)
    again = initializers.deserialize(initializers.serialize(made))
    assert type(again) is type(made)
    assert again.get_config() == made.get_config()
    assert type(initializers.deserialize(initializers.serialize(made), {"Mine": type(made)})) is type(made)
    assert {name for name in initializers.TABLE if name.islower() and hasattr(initializers, name)} <= set(
        initializers.__all__
    )
