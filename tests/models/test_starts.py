"""What starts with a seed that was set: models in a loop, layers called on arrays, runs of ``fit``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nervure as nv
from nervure import layers as L
from nervure.models import load_model

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = (X[:, 0] > 0).astype("float32")
Weights = list[np.ndarray[Any, Any]]


@pytest.fixture(autouse=True)
def _no_seed_is_left() -> Iterator[None]:
    yield
    nv.set_seed(None)


def network() -> nv.Sequential:
    model = nv.Sequential([L.Input((3,)), L.Dense(4, activation="relu"), L.Dropout(0.5), L.Dense(1)])
    model.compile("adam", "mse")
    return model


def fitted(model: nv.Sequential, **given: Any) -> nv.Sequential:
    model.fit(X, Y, verbose=0, preflight=False, diagnose=False, **given)
    return model


def same(one: Weights, other: Weights) -> bool:
    return len(one) == len(other) and all(map(np.array_equal, one, other))


def after(seed: int, number: int) -> Weights:
    """The trained weights of the ``number``-th network of a loop."""
    nv.set_seed(seed)
    return [fitted(network()).get_weights() for _ in range(number + 1)][-1]


def test_an_ensemble_after_one_seed_is_made_of_different_networks() -> None:
    nv.set_seed(0)
    members = [network() for _ in range(5)]
    values = [member.get_weights()[0].tobytes() for member in members]
    assert len(set(values)) == len(members)
    assert len({fitted(member).history.seed for member in members}) == len(members)
    assert len({member.get_weights()[0].tobytes() for member in members}) == len(members)


def test_each_network_of_a_loop_comes_out_again() -> None:
    assert same(after(3, 2), after(3, 2))
    assert not same(after(3, 2), after(3, 1))
    assert not same(after(3, 0), after(4, 0))


def test_the_first_start_takes_the_seed_itself() -> None:
    nv.set_seed(11)
    model = fitted(network())
    assert (model.seed, model.history.seed) == (11, 11)
    fitted(model)
    assert model.history.seed == 11, "another fit of the same model"
    other = fitted(network())
    assert 11 not in (other.seed, other.history.seed)


def test_a_seed_that_is_given_is_never_changed() -> None:
    nv.set_seed(11)
    for _ in range(3):
        assert fitted(network(), seed=5).history.seed == 5


def test_a_recorded_seed_gives_the_same_network_again() -> None:
    nv.set_seed(11)
    network()
    second = network()
    weights, seed = second.get_weights(), second.seed
    assert seed is not None
    nv.set_seed(seed)
    assert same(network().get_weights(), weights)


def test_what_draws_no_values_is_no_start(tmp_path: Path) -> None:
    def second(between: Callable[[nv.Sequential], Any]) -> Weights:
        nv.set_seed(1)
        first = network()
        between(first)
        return network().get_weights()

    def loads(model: nv.Sequential) -> None:
        model.save(tmp_path / "model.safetensors")
        load_model(tmp_path / "model.safetensors")

    plain = second(lambda model: None)
    assert same(second(lambda model: nv.Model(model.inputs, model.layers[0].output)), plain)
    assert same(second(loads), plain)
    assert same(second(lambda model: model.layers[0](X)), plain), "a layer that has its values"
    assert same(second(lambda model: (model.predict(X, verbose=0), model.layers[0].get_weights())), plain)


def test_a_network_that_grows_starts_once() -> None:
    nv.set_seed(1)
    whole = [network().get_weights() for _ in range(2)][-1]
    nv.set_seed(1)
    network()
    grown = nv.Sequential()
    for layer in (L.Input((3,)), L.Dense(4, activation="relu"), L.Dropout(0.5), L.Dense(1)):
        grown.add(layer)
    assert same(grown.get_weights(), whole)


def test_layers_called_on_arrays_are_no_clones_of_each_other_nor_of_a_network() -> None:
    nv.set_seed(1)
    a, b = L.Dense(4), L.Dense(4)
    a(X), b(X)
    model = nv.Sequential([L.Input((3,)), L.Dense(4)])
    kernels = [layer.get_weights()[0] for layer in (a, b, model)]
    assert len({kernel.tobytes() for kernel in kernels}) == 3


def test_dropout_layers_called_on_arrays_drop_apart() -> None:
    nv.set_seed(1)
    ones = np.ones((4, 50), "float32")
    first, second = L.Dropout(0.5), L.Dropout(0.5)
    assert not np.array_equal(first(ones, training=True), second(ones, training=True))
    assert np.array_equal(first(ones, training=True), first(ones, training=True))


def test_a_resumed_run_keeps_its_seed_whatever_number_it_has_now(tmp_path: Path) -> None:
    nv.set_seed(1)
    fitted(network())
    first = fitted(network(), epochs=1, checkpoint=tmp_path)
    assert first.history.seed != 1
    going_on = network()
    going_on.fit(X, Y, epochs=1, verbose=0, preflight=False, diagnose=False, checkpoint=tmp_path, resume=True)
    assert going_on.history.seed == first.history.seed
