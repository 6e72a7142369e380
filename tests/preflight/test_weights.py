from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import losses
from nervure.errors import DataError
from nervure.preflight.weights import check_class_weight, check_weights
from tests.layers.layer_rules import assert_says
from tests.preflight.network_rules import said

KIND = torch.arange(30) % 3
SPARSE = losses.get("sparse_categorical_crossentropy")
MEASURED = torch.linspace(0, 1, 30)


def test_weights_of_zeros_are_refused() -> None:
    assert_says(DataError, lambda: check_weights([torch.zeros(5)], "sample_weight"), "only 0 in sample_weight")
    assert_says(DataError, lambda: check_weights([torch.ones(5), torch.zeros(5)], "class_weight"), "class_weight")


def test_weights_none_of_which_is_positive_are_said(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = said(lambda: check_weights([torch.tensor([-1.0, 0.0])], "sample_weight"), caplog)
    assert "the smallest is -1" in line
    # Those of both signs are advantages: policies are trained so.
    for weights in (torch.tensor([-1.0, 2.0]), torch.tensor([0.0, 1.0]), None, torch.zeros(0)):
        assert said(lambda weights=weights: check_weights([weights], "sample_weight"), caplog) == []


def test_a_class_forgotten_among_many_is_said_a_single_weight_is_not(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = said(lambda: check_class_weight({0: 1.0, 1: 2.0}, [KIND], SPARSE), caplog)
    assert "class_weight leaves out 2" in line
    for weights in ({1: 5.0}, {0: 1.0, 1: 2.0, 2: 3.0}, {}):
        assert said(lambda weights=weights: check_class_weight(weights, [KIND], SPARSE), caplog) == []
    (line,) = said(lambda: check_class_weight({0: 1.0, 1: 2.0}, [KIND[:, None].float()], SPARSE), caplog)
    assert "have weight 1" in line


def test_classes_of_measured_numbers_are_refused() -> None:
    for target in (MEASURED, MEASURED[:, None]):
        assert_says(
            DataError,
            lambda target=target: check_class_weight({0: 1.0, 1: 2.0}, [target], losses.get("mse")),
            "fit(class_weight=...)", "0.0344828 among the targets", "sample_weight",
        )  # fmt: skip


def test_targets_of_other_forms_are_left_to_who_weighs_them(caplog: pytest.LogCaptureFixture) -> None:
    one_hot = torch.from_numpy(np.eye(3))[KIND]
    for targets, loss in (
        ([one_hot], losses.get("categorical_crossentropy")),
        ([KIND, KIND], SPARSE),
        ([KIND], losses.get("mse")),
        ([MEASURED], losses.get("bce")),
        ([], SPARSE),
        ([torch.zeros(0)], SPARSE),
    ):
        assert said(lambda args=(targets, loss): check_class_weight({0: 1.0, 1: 2.0, 2: 1.0}, *args), caplog) == []
