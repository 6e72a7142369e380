from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from nervure.data import WindowDataset, timeseries_dataset_from_array
from nervure.keras import layers, models, optimizers
from nervure.randomness import set_seed

SERIES = np.arange(99)


def samples(dataset: WindowDataset, epoch: int = 0, seed: int = 0) -> NDArray[Any]:
    return torch.cat([batch.x[0] for batch in dataset.batches(epoch, seed)]).numpy()


def by_hand(length: int, stride: int, rate: int, start: int, end: int) -> list[list[int]]:
    """Every window that lies inside the part, written as the definition says it."""
    firsts = range(start, end - (length - 1) * rate, stride)
    return [[first + step * rate for step in range(length)] for first in firsts]


def test_the_windows_are_those_of_keras_documentation() -> None:
    # Example 1 of keras.utils.timeseries_dataset_from_array, which itself needs TensorFlow.
    windows = samples(
        timeseries_dataset_from_array(SERIES, None, sequence_length=10, sampling_rate=2, sequence_stride=3)
    )
    assert windows[0].tolist() == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
    assert windows[2].tolist() == [6, 8, 10, 12, 14, 16, 18, 20, 22, 24]
    assert windows[-1].tolist() == [78, 80, 82, 84, 86, 88, 90, 92, 94, 96]
    # Examples 2 and 3.
    x, y = next(iter(timeseries_dataset_from_array(SERIES[:-10], SERIES[10:], sequence_length=10)))
    assert (x[0].tolist(), y[0].item()) == (SERIES[:10].tolist(), 10)
    blocks = timeseries_dataset_from_array(SERIES, None, sequence_length=20, sequence_stride=20)
    np.testing.assert_array_equal(next(iter(blocks))[1], SERIES[20:40])


@pytest.mark.parametrize("length", [1, 4])
@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("rate", [1, 2])
@pytest.mark.parametrize(("start", "end"), [(None, None), (10, None), (None, 50), (20, 61), (0, 99)])
def test_windows_targets_and_lengths_follow_the_definition(
    length: int, stride: int, rate: int, start: int | None, end: int | None
) -> None:
    dataset = timeseries_dataset_from_array(
        SERIES, SERIES * 2, length, stride, rate, batch_size=5, start_index=start, end_index=end
    )
    expected = by_hand(length, stride, rate, start or 0, 99 if end is None else end)
    assert samples(dataset).tolist() == expected
    goals = torch.cat([batch.y[0] for batch in dataset.batches()]).tolist()
    assert goals == [2 * window[0] for window in expected]
    assert (dataset.num_samples, len(dataset)) == (len(expected), -(-len(expected) // 5))
    assert (dataset.input_shapes, dataset.target_shapes) == (((length,),), ((),))


def test_as_many_windows_as_there_are_targets() -> None:
    dataset = timeseries_dataset_from_array(SERIES, SERIES[:7], sequence_length=3)
    assert dataset.num_samples == 7


def test_an_epoch_has_its_own_order_that_the_seeds_decide_on() -> None:
    dataset = timeseries_dataset_from_array(SERIES, None, 3, shuffle=True, batch_size=10)
    first = samples(dataset, 0, 1)
    np.testing.assert_array_equal(samples(dataset, 0, 1), first)
    assert sorted(first.tolist()) == by_hand(3, 1, 1, 0, 99)
    assert not np.array_equal(samples(dataset, 1, 1), first)
    assert not np.array_equal(samples(dataset, 0, 2), first)
    own = timeseries_dataset_from_array(SERIES, None, 3, shuffle=True, seed=1, batch_size=10)
    np.testing.assert_array_equal(samples(own, 0, 77), first)
    np.testing.assert_array_equal(samples(dataset.in_order(), 5, 9), by_hand(3, 1, 1, 0, 99))
    rest = torch.cat([batch.x[0] for batch in dataset.batches(0, 1, start=4)]).numpy()
    np.testing.assert_array_equal(rest, first[40:])


def test_a_network_learns_from_windows_and_predicts_in_their_order() -> None:
    series = np.sin(np.arange(400) / 7).astype("float32")[:, None]
    train = timeseries_dataset_from_array(series[:-5], series[5:], 5, batch_size=32, shuffle=True, end_index=300)
    held_out = timeseries_dataset_from_array(series[:-5], series[5:], 5, batch_size=32, start_index=300, shuffle=True)
    set_seed(1)
    model = models.Sequential([layers.Input((5, 1)), layers.Flatten(), layers.Dense(1)])
    model.compile(optimizer=optimizers.Adam(0.05), loss="mse")
    model.fit(train, validation_data=held_out, epochs=40, verbose=0, seed=1)
    assert model.evaluate(held_out, verbose=0) < 0.05
    answers = model.predict(held_out, verbose=0)
    np.testing.assert_allclose(answers, model.predict(held_out.in_order(), verbose=0))
    assert len(answers) == held_out.num_samples


@pytest.mark.parametrize(
    "arguments",
    [
        {"sequence_length": 0},
        {"sequence_length": 200},
        {"sequence_length": 3, "sequence_stride": 99},
        {"sequence_length": 3, "sampling_rate": 120},
        {"sequence_length": 3, "start_index": -1},
        {"sequence_length": 3, "start_index": 99},
        {"sequence_length": 3, "start_index": 20, "end_index": 20},
        {"sequence_length": 3, "end_index": 100},
        {"sequence_length": 3, "end_index": 1.5},
        {"sequence_length": 3, "seed": "a"},
        {"sequence_length": 3, "batch_size": None},
        {"sequence_length": 3, "shuffle": "yes"},
        {"sequence_length": 3, "format": "numpy"},
        {"sequence_length": 3, "targets": SERIES[:5], "start_index": 10},
    ],
)
def test_numbers_outside_their_range_are_refused(messages: Any, arguments: dict[str, Any]) -> None:
    english, _ = messages(lambda: timeseries_dataset_from_array(**{"data": SERIES, "targets": None, **arguments}))
    assert english.where in arguments or english.got.split("=")[0] in arguments
