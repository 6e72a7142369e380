from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from nervure.data import ArrayDataset, GeneratorDataset, IndexedDataset, StepsDataset, TorchDataset, as_dataset
from nervure.errors import ArgumentError
from tests.data.test_column import Table
from tests.data.test_indexed_dataset import Blocks
from tests.data.test_torch_dataset import Samples, Stream


def test_arrays_in_every_form_become_an_array_dataset(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    for given in (x, torch.from_numpy(x), x.tolist(), (x, x), [x, x], {"picture": x}):
        dataset = as_dataset(given, y, batch_size=10)
        assert isinstance(dataset, ArrayDataset)
        assert dataset.num_batches == 10
    assert as_dataset(Table(a=[1.0, 2.0], b=[3.0, 4.0])).input_shapes == ((2,),)


def test_each_kind_of_source_finds_its_dataset(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    tensors = TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
    assert isinstance(as_dataset(DataLoader(tensors)), TorchDataset)
    assert isinstance(as_dataset(Samples(few_digits)), TorchDataset)
    assert isinstance(as_dataset(Stream(few_digits)), TorchDataset)
    assert isinstance(as_dataset(Blocks(3)), IndexedDataset)
    assert isinstance(as_dataset(iter([(x, y)])), GeneratorDataset)
    assert isinstance(as_dataset(lambda: iter([(x, y)])), GeneratorDataset)


def test_the_tensors_of_a_tensor_dataset_are_taken_out(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    dataset = as_dataset(TensorDataset(torch.from_numpy(x), torch.from_numpy(y), torch.ones(100)), batch_size=50)
    assert isinstance(dataset, ArrayDataset)
    assert np.shares_memory(dataset.x[0].numpy(), x)
    assert dataset.sample_weight[0].sum() == 100


def test_nervure_datasets_pass_through(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = ArrayDataset(*few_digits)
    assert as_dataset(dataset) is dataset
    stepped = as_dataset(dataset, steps=2)
    assert isinstance(stepped, StepsDataset)
    assert stepped.num_batches == 2


def test_batch_size_and_shuffle_reach_samples_that_come_one_by_one(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = as_dataset(Samples(few_digits), batch_size=40, shuffle=False)
    assert [batch.size for batch in dataset.batches()] == [40, 40, 20]


@pytest.mark.parametrize("name", ["y", "sample_weight"])
def test_targets_beside_a_dataset_are_refused(name: str, few_digits, messages) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    for source in (ArrayDataset(x, y), DataLoader(Samples(few_digits)), iter([(x, y)]), Blocks(2)):
        english, korean = messages(lambda source=source: as_dataset(source, **{name: y}))
        assert english.where == name
        assert type(source).__name__ in english.problem
        assert f"leave {name} out" in english.fix
        assert name in korean.fix


@pytest.mark.parametrize("value", [5, 1.5, object(), ArrayDataset])
def test_what_is_no_data_gets_the_list_of_what_is(value: Any, messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: as_dataset(value))
    assert english.got == type(value).__name__
    for word in ("arrays", "DataLoader", "generator", "nervure dataset"):
        assert word in english.expected
    for word in ("배열", "DataLoader", "제너레이터", "nervure 데이터셋"):
        assert word in korean.expected


def test_no_data_and_paths_are_told_apart(messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: as_dataset(Path("digits.npz")))
    assert "load_npz" in english.fix
    english, _ = messages(lambda: as_dataset("digits.npz"))
    assert english.got == "'digits.npz'"
    english, _ = messages(lambda: as_dataset(None))
    assert english.got == "None"


def test_a_batch_size_that_is_not_used_is_told(advice) -> None:  # type: ignore[no-untyped-def]
    as_dataset(Blocks(2))
    assert advice() == []
    as_dataset(Blocks(2), batch_size=16)
    assert advice() == ["batch_size=16 is ignored: Blocks has its own batches."]


def test_steps_have_to_be_a_count(few_digits) -> None:  # type: ignore[no-untyped-def]
    for source in (few_digits[0], Blocks(2), iter([few_digits])):
        with pytest.raises(ArgumentError, match="steps must be a positive whole number"):
            as_dataset(source, steps=0)


def test_a_shuffled_dataset_comes_in_order_where_nothing_is_to_be_shuffled(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = ArrayDataset(*few_digits, batch_size=100)
    (batch,) = as_dataset(dataset, shuffle=False).batches(1, 2)
    assert batch.y[0].tolist() == few_digits[1].tolist()
    indexed = IndexedDataset(Blocks(3))
    assert as_dataset(indexed, shuffle=False) is indexed
