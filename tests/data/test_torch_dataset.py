from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, IterableDataset, TensorDataset
from torch.utils.data import Dataset as SampleDataset

from nervure.data import ArrayDataset, Batch, TorchDataset, as_dataset


class Samples(SampleDataset[Any]):
    """Digits one by one, with noise from torch's global generator where asked."""

    def __init__(self, few_digits: Any, noisy: bool = False) -> None:
        (self.x, self.y), self.noisy = few_digits, noisy

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Any, int]:
        picture = torch.tensor(self.x[index], dtype=torch.float32)
        return (picture + torch.rand(28, 28) if self.noisy else picture), int(self.y[index])


class Stream(IterableDataset[Any]):
    def __init__(self, few_digits: Any) -> None:
        self.few_digits = few_digits

    def __iter__(self) -> Iterator[Any]:
        return iter(zip(*self.few_digits, strict=True))


def equal(one: list[Batch], two: list[Batch]) -> bool:
    same = (torch.equal(a.x[0], b.x[0]) and torch.equal(a.y[0], b.y[0]) for a, b in zip(one, two, strict=True))
    return len(one) == len(two) and all(same)


def tensors(few_digits: Any) -> TensorDataset:
    return TensorDataset(*(torch.from_numpy(array) for array in few_digits))


def test_a_loader_in_order_gives_the_batches_of_the_arrays(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = TorchDataset(DataLoader(tensors(few_digits), batch_size=32))
    expected = list(ArrayDataset(*few_digits, shuffle=False).batches())
    assert equal(list(dataset.batches(0)), expected)
    assert equal(list(dataset.batches(1)), expected), "a second epoch"
    assert (dataset.num_batches, dataset.num_samples) == (4, 100)


def test_a_shuffled_loader_has_each_sample_once_in_an_order_of_seed_and_epoch(few_digits) -> None:  # type: ignore[no-untyped-def]
    loader = DataLoader(Samples(few_digits, noisy=True), batch_size=32, shuffle=True)
    dataset = TorchDataset(loader)
    first = list(dataset.batches(0, seed=5))
    assert sorted(torch.cat([batch.y[0] for batch in first]).tolist()) == few_digits[1].tolist()
    torch.rand(17)
    assert equal(list(TorchDataset(loader).batches(0, seed=5)), first)
    assert not equal(list(dataset.batches(1, seed=5)), first)
    assert not equal(list(dataset.batches(0, seed=6)), first)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the workers of this test are forked")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_workers_start_from_seed_and_epoch_too(few_digits) -> None:  # type: ignore[no-untyped-def]
    loader = DataLoader(
        Samples(few_digits, noisy=True), batch_size=50, shuffle=True, num_workers=1, multiprocessing_context="fork"
    )
    dataset = TorchDataset(loader)
    assert equal(list(dataset.batches(0, seed=5)), list(dataset.batches(0, seed=5)))


def test_the_global_generator_of_torch_is_left_as_it_was(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = TorchDataset(DataLoader(Samples(few_digits, noisy=True), batch_size=32, shuffle=True))
    before = torch.get_rng_state()
    dataset.first_batch()
    for _ in dataset.batches(0, 1):
        assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_loader_with_its_own_generator_keeps_to_it(few_digits) -> None:  # type: ignore[no-untyped-def]
    def order(seed: int, peek: bool = False) -> list[Batch]:
        own = torch.Generator().manual_seed(3)
        dataset = TorchDataset(DataLoader(tensors(few_digits), batch_size=32, shuffle=True, generator=own))
        assert not peek or dataset.first_batch().size == 32
        return list(dataset.batches(0, seed))

    assert equal(order(0), order(1))
    assert equal(order(0), order(0, peek=True)), "peeking drew from it"


def test_peeking_starts_no_workers_and_loses_nothing(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = TorchDataset(DataLoader(Samples(few_digits), batch_size=32, shuffle=True, num_workers=1))
    assert dataset.input_shapes == ((28, 28),)
    assert dataset.first_batch().size == 32
    assert dataset._current is None
    assert sum(batch.size for batch in dataset.batches()) == 100


def test_samples_that_torch_draws_one_by_one_are_batched(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = TorchDataset(Samples(few_digits), batch_size=30, shuffle=False)
    assert [batch.size for batch in dataset.batches()] == [30, 30, 30, 10]
    assert torch.cat([batch.y[0] for batch in dataset.batches()]).tolist() == few_digits[1].tolist()
    shuffled = TorchDataset(Samples(few_digits), batch_size=100)
    assert next(shuffled.batches()).y[0].tolist() != few_digits[1].tolist()


def test_an_iterable_dataset_of_unknown_length_is_read_to_its_end(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = TorchDataset(Stream(few_digits), batch_size=32)
    assert dataset.num_batches is None
    assert dataset.num_samples is None
    assert dataset.first_batch().size == 32
    for epoch in range(2):
        assert torch.cat([batch.y[0] for batch in dataset.batches(epoch)]).tolist() == few_digits[1].tolist()
    assert dataset.num_batches == 4


def test_dropped_samples_are_not_counted(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = TorchDataset(DataLoader(tensors(few_digits), batch_size=32, drop_last=True))
    assert (dataset.num_batches, dataset.num_samples) == (3, 96)
    assert sum(batch.size for batch in dataset.batches()) == 96


def test_steps_go_on_over_several_passes(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = TorchDataset(DataLoader(tensors(few_digits), batch_size=25), steps=3)
    epochs = [[batch.y[0][0].item() for batch in dataset.batches(epoch)] for epoch in range(3)]
    starts = few_digits[1][::25].tolist()
    assert [label for each in epochs for label in each] == (starts * 3)[:9]
    assert dataset.num_samples is None


def test_a_loader_of_mappings_has_named_inputs(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    items = [({"picture": picture, "side": np.float32(1)}, int(label)) for picture, label in zip(x, y, strict=True)]
    dataset = TorchDataset(DataLoader(items, batch_size=10))  # type: ignore[arg-type]
    assert dataset.input_names == ("picture", "side")
    assert dataset.input_shapes == ((28, 28), ())


def test_a_loader_without_batches_has_no_first_batch(few_digits) -> None:  # type: ignore[no-untyped-def]
    loader = DataLoader(tensors(few_digits), batch_size=200, drop_last=True)
    assert TorchDataset(loader).first_batch() is None


def test_words_in_the_data_are_refused(messages) -> None:  # type: ignore[no-untyped-def]
    loader = DataLoader([(torch.zeros(2), "cat")], batch_size=1)  # type: ignore[arg-type]
    english, _ = messages(lambda: list(TorchDataset(loader).batches()))
    assert english.where == "y, batch 0"
    with pytest.raises(Exception, match="batch_size must be a positive whole number"):
        TorchDataset(tensors((np.zeros((2, 28, 28)), np.zeros(2))), batch_size=-1)


class Yields(IterableDataset[Any]):
    """What a pipeline yields."""

    def __init__(self, *items: Any) -> None:
        self.items = items

    def __iter__(self) -> Any:
        return iter(self.items)


def _shapes(*items: Any, batch_size: int | None = None) -> list[tuple[int, ...]]:
    return [tuple(batch.x[0].shape) for batch in as_dataset(Yields(*items), batch_size=batch_size).batches()]


def test_batches_of_images_that_an_iterable_dataset_yields_are_not_batched_again() -> None:
    images, labels = np.zeros((5, 8, 8, 3), np.uint8), np.arange(5)
    assert _shapes((images, labels), (images[:2], labels[:2])) == [(5, 8, 8, 3), (2, 8, 8, 3)]
    assert _shapes([torch.zeros(4, 8, 8), torch.tensor([3, 1, 2, 0])]) == [(4, 8, 8)]
    assert _shapes((images, np.eye(7)[labels])) == [(5, 8, 8, 3)]


def test_single_samples_of_an_iterable_dataset_are_batched() -> None:
    image = np.zeros((8, 8, 3), np.uint8)
    assert _shapes(*[(image, 3)] * 5) == [(5, 8, 8, 3)]
    assert _shapes(*[(image, np.eye(8)[2])] * 5) == [(5, 8, 8, 3)], "one-hot, with as many classes as rows"
    assert _shapes(*[(image, image[..., 0])] * 5) == [(5, 8, 8, 3)], "a mask"
    assert _shapes(*[(np.zeros((4, 8, 8, 1)), np.zeros((4, 8, 8)))] * 5) == [(5, 4, 8, 8, 1)], "the mask of a volume"
    assert _shapes(*[(np.zeros(3), np.zeros(3))] * 5) == [(5, 3)]
    assert _shapes(*[(image, 3)] * 5, batch_size=2) == [(2, 8, 8, 3), (2, 8, 8, 3), (1, 8, 8, 3)]


def test_whoever_names_a_batch_size_says_that_items_are_samples() -> None:
    clip, answer = np.zeros((5, 8, 8), np.float32), np.arange(5)
    assert _shapes(*[(clip, answer)] * 4, batch_size=2) == [(2, 5, 8, 8)] * 2


def test_a_loader_without_a_batch_size_says_that_items_are_batches() -> None:
    loader: Any = DataLoader(Yields((np.zeros((6, 3), np.float32), np.zeros(6))), batch_size=None)
    assert [tuple(batch.x[0].shape) for batch in as_dataset(loader).batches()] == [(6, 3)]
