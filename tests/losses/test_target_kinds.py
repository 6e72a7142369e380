from __future__ import annotations

import logging

import pytest
import torch

from nervure import losses
from nervure.errors import DataError, ShapeError
from nervure.losses.target_kinds import ClassNumberLoss, OneHotLoss, YesOrNoLoss

ONE_HOT = (losses.CategoricalCrossentropy, losses.CategoricalFocalCrossentropy, losses.CategoricalHinge)
NUMBERS = (losses.SparseCategoricalCrossentropy, losses.CategoricalGeneralizedCrossEntropy)
YES_OR_NO = (losses.BinaryCrossentropy, losses.BinaryFocalCrossentropy, losses.Dice, losses.Tversky)


@pytest.mark.parametrize("kind", ONE_HOT)
def test_losses_of_rows_refuse_class_numbers_and_advise_on_odd_sums(
    kind: type[OneHotLoss], caplog: pytest.LogCaptureFixture
) -> None:
    loss = kind()
    loss.check((8, 10), (None, 10))
    with pytest.raises(ShapeError, match="one-hot encode the targets"):
        loss.check((8,), (None, 10))
    with caplog.at_level(logging.WARNING, "nervure"):
        loss.check_values(torch.tensor([[0, 1], [1, 1]]), (None, 2))
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("kind", NUMBERS)
def test_losses_of_class_numbers_refuse_rows_and_labels_out_of_range(kind: type[ClassNumberLoss]) -> None:
    loss = kind()
    loss.check((8, 1), (None, 10))
    with pytest.raises(ShapeError, match=r"y.argmax\(-1\)"):
        loss.check((8, 10), (None, 10))
    with pytest.raises(DataError, match="label 10"):
        loss.check_values(torch.tensor([1, 10]), (None, 10))
    assert loss.prepare(torch.tensor([[1.0], [0.0]]), (2, 10)).tolist() == [1, 0]


@pytest.mark.parametrize("kind", YES_OR_NO)
def test_losses_of_yes_and_no_refuse_other_numbers(kind: type[YesOrNoLoss]) -> None:
    kind().check_values(torch.tensor([[0.0], [0.5], [1.0]]), (None, 1))
    with pytest.raises(DataError, match="not between 0 and 1"):
        kind().check_values(torch.tensor([[0.0], [2.0]]), (None, 1))
