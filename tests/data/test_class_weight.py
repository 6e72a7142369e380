from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import (
    ArrayDataset,
    Dataset,
    GeneratorDataset,
    balanced_class_weight,
    class_weighted,
    class_weights,
    image_folder,
    save_img,
)
from nervure.errors import DataError, UnknownNameError
from nervure.files import make_folder

WEIGHTS = st.dictionaries(st.integers(0, 4), st.floats(0, 100, width=32), max_size=5)
FORMS = st.sampled_from(["sparse", "column", "one-hot", "float", "smooth", "bool"])


@settings(max_examples=60)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), WEIGHTS, FORMS)
def test_the_weights_are_those_of_keras(labels: list[int], weights: dict[int, float], form: str) -> None:
    from keras.src.trainers.data_adapters.data_adapter_utils import class_weight_to_sample_weights

    y = np.array(labels)
    if form == "column":
        y = y[:, None]
    elif form in ("one-hot", "smooth"):
        y = np.eye(5, dtype="float32")[y] * (0.9 if form == "smooth" else 1) + (0.02 if form == "smooth" else 0)
    elif form == "float":
        y = y.astype("float32") + 0.25
    elif form == "bool":
        y = y > 2
    expected = class_weight_to_sample_weights(y, weights)
    assert np.allclose(class_weights(torch.from_numpy(y), weights).numpy(), expected)


@pytest.mark.parametrize("form", ["sparse", "column", "one-hot", "tensor"])
def test_balanced_weights_are_those_of_scikit_learn(form: str) -> None:
    from sklearn.utils.class_weight import compute_class_weight

    labels = np.repeat([0, 1, 3], [70, 7, 20])
    expected = compute_class_weight("balanced", classes=np.unique(labels), y=labels)
    y: object = labels
    if form == "column":
        y = labels[:, None]
    elif form == "one-hot":
        y = np.eye(4, dtype=np.float32)[labels]
    elif form == "tensor":
        y = torch.from_numpy(labels)
    found = balanced_class_weight(y)
    assert list(found) == [0, 1, 3]
    np.testing.assert_allclose(list(found.values()), expected)
    softer = balanced_class_weight(y, "square-root")
    assert softer[1] / softer[0] == pytest.approx(10**0.5)
    assert sum(softer[label] for label in labels.tolist()) == pytest.approx(len(labels))
    assert balanced_class_weight(y, "none") == {0: 1.0, 1: 1.0, 3: 1.0}


def test_balanced_weights_need_classes_and_a_kind_there_is() -> None:
    with pytest.raises(UnknownNameError):
        balanced_class_weight([0, 1], "equal")
    for nothing in (["cat", "dog"], [0.5, 1.25], []):
        with pytest.raises(DataError, match="not class numbers"):
            balanced_class_weight(nothing)
    assert balanced_class_weight([True, True, False]) == {0: 1.5, 1: 0.75}


def weights_of(dataset: Dataset) -> list[float]:
    return [weight for batch in dataset.batches() for weight in batch.sample_weight[0].tolist()]


def test_arrays_and_streams_are_weighted_alike(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    weight = {3: 2.0, 9: 0.0}
    expected = [weight.get(int(label), 1.0) for label in y]
    assert weights_of(class_weighted(ArrayDataset(x, y, shuffle=False), weight)) == expected
    stream = class_weighted(GeneratorDataset(lambda: iter([(x[:60], y[:60]), (x[60:], y[60:])])), weight)
    assert stream.first_batch().sample_weight[0].tolist() == expected[:60]
    assert weights_of(stream) == expected
    assert stream.is_repeatable
    assert (stream.num_batches, stream.num_samples) == (2, None)
    assert stream.input_names is stream.target_names is None
    assert stream.input_shapes == ((28, 28),)


def test_weights_of_classes_and_of_samples_are_multiplied() -> None:
    dataset = ArrayDataset(np.zeros((2, 1)), [0, 1], [10.0, 20.0], shuffle=False)
    assert weights_of(class_weighted(dataset, {1: 3.0})) == [10.0, 60.0]
    assert dataset.sample_weight[0].tolist() == [10.0, 20.0], "the dataset itself is as it was"
    over_time = ArrayDataset(np.zeros((2, 1)), [0, 1], [[1.0, 2.0], [3.0, 4.0]], shuffle=False)
    assert weights_of(class_weighted(over_time, {1: 10.0})) == [[1.0, 2.0], [30.0, 40.0]]


def test_weights_follow_shuffled_samples(few_digits) -> None:  # type: ignore[no-untyped-def]
    for batch in class_weighted(ArrayDataset(*few_digits), {7: 5.0}).batches(2, 9):
        assert torch.equal(batch.sample_weight[0] == 5.0, batch.y[0] == 7)


def test_weighted_files_keep_their_numbers_and_their_order(tmp_path: Path) -> None:
    for number in range(6):
        picture = np.full((2, 2, 1), 40.0 * number)
        save_img(make_folder(tmp_path / str(number % 2)) / f"{number}.png", picture, scale=False)
    folder = image_folder(tmp_path, 2, "grayscale", batch_size=2)
    weighted = class_weighted(folder, {1: 2.0})
    pairs = zip(weighted.numbered_batches(3, 4), folder.numbered_batches(3, 4), strict=True)
    assert all(one[0].equal(other[0]) and one[1].x[0].equal(other[1].x[0]) for one, other in pairs)
    levels = [batch.x[0][:, 0, 0, 0].tolist() for batch in weighted.in_order().batches(5)]
    assert levels == [[0.0, 80.0], [160.0, 40.0], [120.0, 200.0]]
    assert weights_of(weighted.in_order()) == [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]


def test_a_class_that_never_occurs_is_told(advice) -> None:  # type: ignore[no-untyped-def]
    class_weighted(ArrayDataset([[1.0]], [0]), {0: 2.0, 10: 3.0, 11: 1.0})
    assert advice() == ["class_weight names classes without any samples: 10, 11."]


@pytest.mark.parametrize(
    "weight",
    [{"3": 1.0}, {3: -1.0}, {3: float("nan")}, {3: float("inf")}, {3: "2"}, {0.5: 1.0}, {True: 1.0}, [1.0, 2.0]],
)
def test_what_is_no_weight_of_a_class_is_refused(weight: object, few_digits, messages) -> None:  # type: ignore[no-untyped-def]
    for dataset in (ArrayDataset(*few_digits), GeneratorDataset(iter([few_digits]))):
        english, _ = messages(lambda dataset=dataset: class_weighted(dataset, weight))
        assert english.where == "class_weight"
        assert "{0: 1.0, 1: 5.0}" in english.expected


def test_only_one_target_with_classes_can_be_weighted(few_digits, messages) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    english, _ = messages(lambda: class_weighted(ArrayDataset(x, [y, y]), {1: 2.0}))
    assert english.got == "2 targets"
    english, _ = messages(lambda: class_weighted(ArrayDataset(x), {1: 2.0}))
    assert english.got == "0 targets"
    english, _ = messages(lambda: class_weights(torch.zeros(2, 3, 4), {1: 2.0}))
    assert english.got == "(2, 3, 4)"


def test_weights_of_classes_keep_all_their_digits() -> None:
    assert class_weights(torch.tensor([1, 0]), {1: 1.0671331446789472}).tolist() == [1.0671331446789472, 1.0]
    assert class_weights(torch.tensor([1, 0]), {}).dtype == torch.float64
