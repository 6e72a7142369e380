from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.data import Batch
from nervure.layers import (
    GRU,
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Lambda,
    Layer,
    LeakyReLU,
)
from nervure.layers import ReLU as Rectifier
from nervure.ops.op import Context
from nervure.training.watching.silent_units import Silent, SilentUnits
from tests.training.pupil import Pupil

GENERATOR = np.random.default_rng(0)


def batch(count: int, *shape: int) -> Batch:
    x = torch.from_numpy(GENERATOR.standard_normal((count, *(shape or (3,)))).astype("float32"))
    return Batch((x,), (x[:, :1],), (None,), count)


def looks(pupil: Pupil, count: int, times: int, *shape: int) -> list[list[Silent]]:
    silent = SilentUnits(pupil.plan)
    return [silent.look(batch(count, *shape), Context(True, 7, 10 * number)) for number in range(times)]


def biased(layer: Layer, *biases: float) -> Pupil:
    pupil = Pupil([layer, Dense(1, name="last")])
    pupil.draft.layers[0].parameters[1].array.copy_(torch.tensor(biases))
    return pupil


def test_a_layer_that_is_silent_as_a_whole_is_dead_after_two_looks() -> None:
    found = looks(biased(Dense(8, activation="relu", name="hidden"), *[-50.0] * 8), 32, 2)
    assert found[0] == []
    assert found[1] == [Silent("hidden", 8, 8, 1, 64)]


def test_a_layer_most_of_whose_units_are_silent_is_dead_after_enough_samples() -> None:
    pupil = biased(Dense(8, activation="relu", name="hidden"), *[-50.0] * 6, 1.0, 1.0)
    found = looks(pupil, 64, 4)
    assert found[:3] == [[], [], []]
    assert found[3] == [Silent("hidden", 6, 8, 1, 256)]


def test_a_layer_half_of_whose_units_are_silent_learns_with_the_others() -> None:
    assert not any(looks(biased(Dense(8, activation="relu"), *[-50.0] * 4, *[0.0] * 4), 64, 10))


def test_units_that_speak_now_and_then_are_alive() -> None:
    # About one sample in forty is above 2 standard deviations.
    assert not any(looks(biased(Dense(8, activation="relu", kernel_initializer="ones"), *[-3.4] * 8), 64, 10))


def test_a_unit_that_speaks_again_begins_anew() -> None:
    pupil = biased(Dense(8, activation="relu", name="hidden"), *[-50.0] * 8)
    silent, bias = SilentUnits(pupil.plan), pupil.draft.layers[0].parameters[1].array
    assert silent.look(batch(32), Context(True, 7, 0)) == []
    bias.fill_(1.0)
    assert silent.look(batch(32), Context(True, 7, 10)) == []
    bias.fill_(-50.0)
    assert silent.look(batch(32), Context(True, 7, 20)) == []
    assert silent.look(batch(32), Context(True, 7, 30)) == [Silent("hidden", 8, 8, 21, 64)]


def test_a_single_unit_needs_many_samples() -> None:
    layers = [Dense(4, activation="tanh"), Dense(1, activation="relu", name="out")]
    pupil = Pupil(layers)
    layers[1].parameters[1].array.fill_(-50.0)
    assert [len(found) for found in looks(pupil, 64, 5)] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    "activation", [Activation("relu", name="bend"), Rectifier(name="bend"), Rectifier(6.0, name="bend")]
)
def test_a_relu_that_is_a_layer_of_its_own_is_named(activation: Layer) -> None:
    pupil = Pupil([Dense(8, name="product"), activation, Dense(1)])
    pupil.draft.layers[0].parameters[1].array.fill_(-50.0)
    assert looks(pupil, 32, 2)[1] == [Silent("bend", 8, 8, 1, 64)]


def test_the_channels_of_a_convolution_are_its_units() -> None:
    pupil = Pupil([Conv2D(8, 3, activation="relu", name="conv"), Flatten(), Dense(1)], sample_shape=(6, 6, 2))
    pupil.draft.layers[0].parameters[1].array.fill_(-50.0)
    assert looks(pupil, 32, 2, 6, 6, 2)[1] == [Silent("conv", 8, 8, 1, 64)]


def test_where_there_is_no_relu_nothing_is_walked() -> None:
    silent = SilentUnits(
        Pupil([Dense(4, activation="tanh"), LeakyReLU(), Rectifier(negative_slope=0.1), Dense(1)]).plan
    )
    assert not silent.walks
    assert silent.look(batch(4), Context(True, 7, 0)) == []


def test_the_walk_ends_at_the_last_relu() -> None:
    seen: list[str] = []

    def noted(name: str) -> Lambda:
        def handed_on(x: torch.Tensor) -> torch.Tensor:
            seen.append(name)
            return x

        return Lambda(handed_on)

    pupil = Pupil([noted("before"), Dense(4, activation="relu"), noted("behind"), Dense(1)])
    seen.clear()
    looks(pupil, 8, 1)
    assert seen == ["before"]


def test_a_part_of_a_large_batch_is_enough_but_own_code_and_carried_states_get_all_of_it() -> None:
    seen: list[int] = []

    def noted(x: torch.Tensor) -> torch.Tensor:
        seen.append(len(x))
        return x

    pupil = Pupil([Lambda(noted), Dense(8, activation="relu"), Dense(1)])
    seen.clear()
    looks(pupil, 200, 1)
    assert seen == [200]
    plain = biased(Dense(8, activation="relu", name="hidden"), *[-50.0] * 8)
    assert looks(plain, 200, 2)[1] == [Silent("hidden", 8, 8, 1, 128)]


def test_a_look_changes_neither_statistics_nor_weights() -> None:
    pupil = Pupil([Dense(8), BatchNormalization(), Activation("relu"), Dropout(0.5), Dense(1)])
    before = pupil.state()
    looks(pupil, 32, 3)
    assert all(torch.equal(a, b) for a, b in zip(before, pupil.state(), strict=True))


def test_a_value_that_is_no_number_is_not_silence() -> None:
    pupil = biased(Dense(8, activation="relu"), *[np.nan] * 8)
    assert looks(pupil, 32, 3) == [[], [], []]


def test_suspicion_comes_at_the_first_look() -> None:
    silent = SilentUnits(biased(Dense(8, activation="relu"), *[-50.0] * 8).plan)
    silent.look(batch(32), Context(True, 7, 0))
    assert silent.is_suspicious
    sound = SilentUnits(biased(Dense(8, activation="relu"), *[0.0] * 8).plan)
    sound.look(batch(32), Context(True, 7, 0))
    assert not sound.is_suspicious


def test_recurrent_layers_around_a_relu_are_walked_too() -> None:
    pupil = Pupil([GRU(4), Dense(8, activation="relu", name="hidden"), Dense(1)], sample_shape=(5, 3))
    pupil.draft.layers[1].parameters[1].array.fill_(-50.0)
    assert looks(pupil, 32, 2, 5, 3)[1] == [Silent("hidden", 8, 8, 1, 64)]
