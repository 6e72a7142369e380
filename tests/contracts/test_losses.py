from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure import losses
from nervure.layers import Dense, Input
from nervure.losses.loss import Loss
from nervure.models import Sequential, load_model
from tests.contracts.cases import LOSSES, LossCase, Wrong, name_of
from tests.contracts.docstrings import arguments_of, documentation_of
from tests.gradient_check import AUTOMATIC, FINITE_DIFFERENCES, assert_near, normal
from tests.layers.layer_rules import assert_says
from tests.torch_bodies import torch_bodies

every_loss = pytest.mark.parametrize("case", LOSSES, ids=name_of)
every_class = pytest.mark.parametrize(
    "kind", dict.fromkeys(type(case.make()) for case in LOSSES), ids=lambda kind: kind.__name__
)
REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")
STEP = 1e-5


@every_loss
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("weighted", [False, True])
def test_backward_is_the_derivative_of_forward(case: LossCase, reduction: str, weighted: bool) -> None:
    loss = case.make(reduction=reduction)
    weights = normal(7, 5).abs() if weighted else None
    value, cache = loss.forward(case.y_true, case.y_pred, weights)
    ours = loss.backward(cache)
    assert ours.shape == case.y_pred.shape
    leaf = case.y_pred.clone().requires_grad_()
    with torch_bodies():
        (witness,) = torch.autograd.grad(loss.forward(case.y_true, leaf, weights)[0].sum(), leaf)
    assert_near(ours, witness, AUTOMATIC, f"{loss.name} against automatic differentiation")
    moved = case.y_pred.clone()
    slopes = torch.empty(moved.numel(), dtype=torch.float64)
    for place in range(moved.numel()):
        values = []
        for shift in (STEP, -STEP):
            moved.view(-1)[place] += shift
            values.append(float(loss.forward(case.y_true, moved, weights)[0].sum()))
            moved.view(-1)[place] -= shift
        slopes[place] = (values[0] - values[1]) / (2 * STEP)
    assert_near(ours.flatten(), slopes, FINITE_DIFFERENCES, f"{loss.name} against differences")
    assert value.shape == ((5,) if reduction == "none" else ())


@every_loss
def test_a_configuration_is_plain_and_gives_the_loss_back(case: LossCase) -> None:
    loss = case.make(reduction="sum")
    config = json.loads(json.dumps(loss.get_config()))
    for twin in (
        type(loss).from_config(config),
        losses.get({"class_name": type(loss).__name__, "config": config}),
    ):
        assert type(twin) is type(loss)
        assert twin.get_config() == loss.get_config()
        assert twin(case.y_true, case.y_pred) == loss(case.y_true, case.y_pred)


@every_loss
def test_a_model_file_gives_back_the_loss_and_its_value(case: LossCase, tmp_path: Path) -> None:
    loss = case.make()
    activation = None if getattr(loss, "from_logits", False) or "error" in loss.name else "softmax"
    if isinstance(loss, losses.BinaryCrossentropy) and activation:
        activation = "sigmoid"
    model = Sequential([Input((4,)), Dense(3, activation=activation)])
    model.compile("sgd", loss)
    x, y = normal(1, 5, 4).float().numpy(), case.y_true.numpy()
    model.fit(x, y, epochs=2, verbose=0, seed=1)
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    assert again.evaluate(x, y, verbose=0) == model.evaluate(x, y, verbose=0)
    assert again.train_on_batch(x, y) == model.train_on_batch(x, y)
    for one, other in zip(model.get_weights(), again.get_weights(), strict=True):
        assert np.array_equal(one, other)


@every_loss
def test_every_sample_has_its_own_value_whatever_stands_beside_it(case: LossCase) -> None:
    loss = case.make(reduction="none")
    values, _ = loss.forward(case.y_true, case.y_pred)
    for place in range(5 if case.keeps_samples else 0):
        alone, _ = loss.forward(case.y_true[place : place + 1], case.y_pred[place : place + 1])
        assert_near(alone, values[place : place + 1], 1e-12, loss.name, largest=1.0)
    backwards, _ = loss.forward(case.y_true.flip(0), case.y_pred.flip(0))
    assert_near(backwards.flip(0), values, 1e-12, loss.name, largest=1.0)


@every_loss
def test_a_loss_changes_nothing_keeps_nothing_and_gives_the_same_again(case: LossCase) -> None:
    loss = case.make()
    before, y_true, y_pred = dict(vars(loss)), case.y_true.clone(), case.y_pred.clone()
    first, cache = loss.forward(case.y_true, case.y_pred)
    gradient = loss.backward(cache).clone()
    assert torch.equal(loss.backward(cache), gradient)
    assert float(loss.forward(case.y_true, case.y_pred)[0]) == float(first)
    assert torch.equal(case.y_true, y_true)
    assert torch.equal(case.y_pred, y_pred)
    assert vars(loss) == before
    assert not [value for value in vars(loss).values() if isinstance(value, (Tensor, np.ndarray))]


@every_loss
def test_memory_order_and_type_of_targets_and_outputs_do_not_matter(case: LossCase) -> None:
    loss = case.make()
    expected, cache = loss.forward(case.y_true, case.y_pred)
    scattered = case.y_pred.T.contiguous().T
    value, other = loss.forward(case.y_true, scattered)
    assert_near(value, expected, 1e-14, loss.name)
    assert_near(loss.backward(other), loss.backward(cache), 1e-14, loss.name)
    for dtype in (torch.float32, torch.float64):
        value, other = loss.forward(case.y_true, case.y_pred.to(dtype))
        assert value.dtype == dtype
        assert loss.backward(other).dtype == dtype
        assert_near(value.double(), expected, 1e-6, loss.name)
    if bool((case.y_true == case.y_true.round()).all()):
        for kind in (torch.int32, torch.uint8, torch.float32):
            assert_near(loss.forward(case.y_true.to(kind), case.y_pred)[0], expected, 1e-12, loss.name)


@every_loss
def test_a_batch_without_samples_costs_nothing(case: LossCase) -> None:
    for reduction in REDUCTIONS:
        loss = case.make(reduction=reduction)
        value, cache = loss.forward(case.y_true[:0], case.y_pred[:0])
        assert float(value.sum()) == 0.0
        assert loss.backward(cache).shape == (0, 3)


WRONGS = [(name_of(case), wrong) for case in LOSSES for wrong in case.wrong]


@pytest.mark.parametrize("wrong", [wrong for _, wrong in WRONGS], ids=[name for name, _ in WRONGS])
def test_wrong_targets_and_arguments_end_in_four_lines_in_either_language(wrong: Wrong) -> None:
    assert_says(*wrong)


@every_class
def test_every_class_is_refused_something_and_has_its_names(kind: type[Loss]) -> None:
    assert any(case.wrong for case in LOSSES if type(case.make()) is kind)
    names = [name for name, maker in losses.TABLE.items() if maker is kind]
    assert kind.__name__ in names
    for name in names:
        assert type(losses.get(name)) is kind
        assert losses.get(name).name == name


@every_class
def test_the_docstring_is_complete(kind: type[Loss]) -> None:
    described = documentation_of(kind)
    assert described.summary.endswith(".")
    assert ".. math::" in described.text
    assert sorted(described.names("Args")) == sorted(arguments_of(kind))
    wanted = ["Args", "Input shape", "Backward", "Raises", "Source", "Examples"]
    assert [section for section in wanted if section not in described.sections] == []
    assert ">>>" in described.sections["Examples"]
    assert described.has_year_of_source
