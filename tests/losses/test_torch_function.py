from __future__ import annotations

import pytest
import torch
from torch import Tensor

from nervure import losses
from nervure.errors import NervureError, ShapeError, UnknownNameError
from nervure.language import set_language
from nervure.losses.torch_function import TorchFunction
from tests.gradient_check import assert_near, normal


def squared(y_true: Tensor, y_pred: Tensor) -> Tensor:
    return (y_true - y_pred).square().mean(-1)


def one_number(y_true: Tensor, y_pred: Tensor) -> Tensor:
    return (y_true - y_pred).square().mean()


def test_a_plain_function_trains_like_the_loss_written_by_hand() -> None:
    y_true, y_pred, weights = normal(0, 6, 3), normal(1, 6, 3), normal(2, 6).abs()
    for weighting in (None, weights):
        own, cache = TorchFunction(squared).forward(y_true, y_pred, weighting)
        hand, hand_cache = losses.MeanSquaredError().forward(y_true, y_pred, weighting)
        assert float(own) == pytest.approx(float(hand), abs=1e-12)
        assert_near(
            TorchFunction(squared).backward(cache), losses.MeanSquaredError().backward(hand_cache), 1e-12, "gradient"
        )


def test_a_function_may_return_one_number_for_the_batch() -> None:
    y_true, y_pred = normal(0, 6, 3), normal(1, 6, 3)
    loss = TorchFunction(one_number)
    value, cache = loss.forward(y_true, y_pred)
    assert float(value) == pytest.approx(float((y_true - y_pred).square().mean()))
    assert_near(loss.backward(cache), (y_pred - y_true) * 2 / 18, 1e-12, "gradient")
    with pytest.raises(ShapeError, match="without the mean over the batch"):
        loss.forward(y_true, y_pred, torch.ones(6))
    set_language("ko")
    with pytest.raises(ShapeError, match="배치 전체에 숫자 하나라서"):
        loss.forward(y_true, y_pred, torch.ones(6))


def test_it_works_where_gradients_are_switched_off_and_leaves_no_graph_behind() -> None:
    y_pred = normal(1, 4, 2)
    with torch.no_grad():
        loss = TorchFunction(squared)
        value, cache = loss.forward(normal(0, 4, 2), y_pred)
        gradient = loss.backward(cache)
    assert not value.requires_grad
    assert not gradient.requires_grad
    assert not y_pred.requires_grad


def test_losses_of_torch_itself_take_class_numbers() -> None:
    def cross_entropy(y_true: Tensor, y_pred: Tensor) -> Tensor:
        return torch.nn.functional.cross_entropy(y_pred, y_true, reduction="none")

    y_true, z = torch.tensor([0, 2, 1], dtype=torch.uint8), normal(0, 3, 3)
    own, cache = TorchFunction(cross_entropy).forward(y_true, z)
    hand_loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    hand, hand_cache = hand_loss.forward(y_true, z)
    assert float(own) == pytest.approx(float(hand), abs=1e-12)
    assert_near(TorchFunction(cross_entropy).backward(cache), hand_loss.backward(hand_cache), 1e-12, "gradient")


def test_labels_fit_a_single_output_and_nothing_is_stretched() -> None:
    loss = TorchFunction(squared)
    value, cache = loss.forward(torch.tensor([1, 0]), torch.tensor([[0.0], [0.0]]))
    assert float(value) == 0.5
    assert loss.backward(cache).tolist() == [[-1.0], [0.0]]


def test_bfloat16_outputs_are_computed_in_float32() -> None:
    seen: list[torch.dtype] = []

    def watching(y_true: Tensor, y_pred: Tensor) -> Tensor:
        seen.extend((y_true.dtype, y_pred.dtype))
        return squared(y_true, y_pred)

    loss = TorchFunction(watching)
    value, cache = loss.forward(torch.zeros(2, 1), torch.ones(2, 1, dtype=torch.bfloat16))
    assert seen == [torch.float32, torch.float32]
    assert value.dtype == torch.float32
    assert loss.backward(cache).dtype == torch.bfloat16


def not_a_tensor(y_true: Tensor, y_pred: Tensor) -> float:
    return float(y_pred.detach().sum())


def over_the_batch(y_true: Tensor, y_pred: Tensor) -> Tensor:
    return (y_true - y_pred).square().mean(0)


def a_count(y_true: Tensor, y_pred: Tensor) -> Tensor:
    return (y_pred > 0).float().mean(-1)


def something_else(y_true: Tensor, y_pred: Tensor) -> Tensor:
    return torch.ones(len(y_pred), requires_grad=True) * 2


@pytest.mark.parametrize(
    ("function", "english", "korean"),
    [
        (not_a_tensor, "did not return a torch tensor", "torch 텐서를 돌려주지 않았어요"),
        (over_the_batch, "neither one value per sample nor a single number", "샘플마다 값 하나도, 숫자 하나도"),
        (a_count, "torch cannot differentiate the result with respect to y_pred", "길을 torch가 찾지 못했어요"),
        (something_else, "torch cannot differentiate the result with respect to y_pred", "길을 torch가 찾지 못했어요"),
    ],
)
def test_a_function_that_cannot_be_differentiated_is_told_why(function: object, english: str, korean: str) -> None:
    for language, sentence in (("en", english), ("ko", korean)):
        set_language(language)
        loss = losses.get(function)
        with pytest.raises(NervureError, match=sentence):
            loss.backward(loss.forward(normal(0, 4, 2), normal(1, 4, 2))[1])


def test_a_name_alone_is_no_function() -> None:
    with pytest.raises(UnknownNameError, match=r"custom_objects=\{'squared': squared\}"):
        losses.get({"class_name": "TorchFunction", "config": {"function": "squared"}})
    set_language("ko")
    with pytest.raises(UnknownNameError, match="이름만 들어 있어요"):
        losses.get({"class_name": "TorchFunction", "config": {"function": "squared"}})


def test_a_saved_function_comes_back_through_custom_objects() -> None:
    loss = TorchFunction(squared, reduction="sum")
    config = {"class_name": "TorchFunction", "config": loss.get_config()}
    twin = losses.get(config, custom_objects={"squared": squared})
    assert (twin.name, twin.reduction) == ("squared", "sum")
    assert float(twin([[1.0], [2.0]], [[0.0], [0.0]])) == 5.0


def test_modules_and_other_callables_have_the_name_of_their_class() -> None:
    assert losses.get(torch.nn.L1Loss(reduction="none")).name == "l1_loss"
