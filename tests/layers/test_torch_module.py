from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from nervure import models
from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Dense, Flatten, Input, TorchModule
from nervure.layers.torch_module import TORCH_MODULE, Inside, torch_module_backward, torch_module_forward
from nervure.ops.op import Context
from tests.layers.layer_rules import assert_says, numbers, plan_of, steps_of, walk


def seeded(make: Any, *arguments: Any, **options: Any) -> Any:
    torch.manual_seed(0)
    return make(*arguments, **options)


class Twice(nn.Module):
    """Two inputs, a weight that is used twice, one without gradient, a counter, a mask and an average."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(3, 3, bias=False)
        self.second = nn.Linear(3, 3, bias=False)
        self.second.weight = self.first.weight
        self.fixed = nn.Parameter(torch.full((3,), 2.0), requires_grad=False)
        self.register_buffer("mask", torch.tensor([True, False, True]))
        self.register_buffer("average", torch.zeros(3))
        self.register_buffer("count", torch.tensor(0))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        if self.training:
            self.average = self.average + x.detach().mean(0)
            self.count += 1
        return self.second(self.first(x)) * self.mask + self.fixed * y


@pytest.mark.parametrize(
    ("make", "shape", "output"),
    [
        (lambda: nn.Linear(4, 3), (4,), (3,)),
        (lambda: nn.Conv2d(3, 5, 3, stride=2), (9, 8, 3), (4, 3, 5)),
        (lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten()), (5, 5, 1), (18,)),
        (lambda: nn.LayerNorm(4), (6, 4), (6, 4)),
        (lambda: nn.AdaptiveAvgPool2d(1), (4, 4, 2), (1, 1, 2)),
    ],
)
def test_a_module_gives_what_it_gives_alone(make: Any, shape: tuple[int, ...], output: tuple[int, ...]) -> None:
    module = seeded(make).eval()
    layer = TorchModule(module)
    assert layer(Input(shape)).shape == (None, *output)
    x = numbers(0, 2, *shape)
    inside = torch.from_numpy(x)
    with torch.no_grad():
        expected = module(inside.permute(0, 3, 1, 2) if inside.ndim == 4 else inside)
    expected = expected.permute(0, 2, 3, 1) if expected.ndim == 4 else expected
    y = layer(x)
    assert isinstance(y, np.ndarray)
    assert y.shape == (2, *output)
    assert np.allclose(y, expected.numpy(), atol=1e-6)
    assert layer.count_params() == sum(p.numel() for p in module.parameters()) + sum(
        buffer.numel() for buffer in module.buffers()
    )
    wide = TorchModule(seeded(make).eval())
    assert torch.allclose(
        walk(wide, [x], training=False, dtype=torch.float64).y.float(), torch.from_numpy(y), atol=1e-5
    )


def test_gradients_are_those_of_torch() -> None:
    module = seeded(nn.Sequential, nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.GELU(), nn.Flatten(), nn.Linear(27, 4))
    x, dy = numbers(0, 6, 5, 5, 2), numbers(1, 6, 4)
    layer = TorchModule(module)
    walked = walk(layer, [x], dy)
    leaf = torch.from_numpy(x).requires_grad_()
    module.train()
    module(leaf.permute(0, 3, 1, 2)).backward(torch.from_numpy(dy))
    assert torch.allclose(walked.dinputs[0], leaf.grad, atol=1e-6)
    named = dict(module.named_parameters())
    assert list(walked.dparameters) == list(named)
    for name, gradient in walked.dparameters.items():
        assert torch.allclose(gradient, named[name].grad, atol=1e-5)


def test_gradients_at_inference_are_found_too() -> None:
    x, dy = numbers(0, 6, 5), numbers(1, 6, 2)
    module = seeded(nn.Sequential, nn.BatchNorm1d(5), nn.Linear(5, 2))
    walked = walk(TorchModule(module), [x], dy, training=False)
    leaf = torch.from_numpy(x).requires_grad_()
    module.eval()
    module(leaf).backward(torch.from_numpy(dy))
    assert torch.allclose(walked.dinputs[0], leaf.grad, atol=1e-6)


def test_buffers_change_only_when_the_step_is_committed() -> None:
    module = nn.BatchNorm1d(4, momentum=0.1)
    layer = TorchModule(module)
    x = 5 + numbers(0, 32, 4)
    walk(layer, [x])
    names = [parameter.name for parameter in layer.parameters]
    assert names == ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
    assert np.array_equal(layer.get_weights()[2], np.zeros(4))
    assert torch.equal(module.running_mean, torch.zeros(4))
    walk(layer, [x], commit=True)
    walk(layer, [x], commit=True)
    walk(layer, [x], training=False, commit=True)
    _, _, mean, _, count = layer.get_weights()
    assert np.allclose(mean, (0.1 + 0.09) * x.mean(0), atol=1e-5)
    assert count == 2
    assert torch.equal(module.running_mean, torch.zeros(4))
    assert layer.updated_module() is module
    assert np.array_equal(module.running_mean.numpy(), mean)
    assert module.num_batches_tracked.item() == 2
    assert module.num_batches_tracked.dtype == torch.int64


def test_several_inputs_tied_weights_and_any_kind_of_buffer_are_taken() -> None:
    module = seeded(Twice)
    layer = TorchModule(module)
    x, y = numbers(0, 4, 3), numbers(1, 4, 3)
    assert layer([Input((3,)), Input((3,))]).shape == (None, 3)
    walked = walk(layer, [x, y], commit=True)
    assert [parameter.name for parameter in layer.parameters] == ["fixed", "first.weight", "average", "count"]
    assert [parameter.trainable for parameter in layer.parameters] == [False, True, False, False]
    assert list(walked.dparameters) == ["first.weight"]
    leaf = module.first.weight.detach().clone().requires_grad_()
    mask = module.mask.float()
    expected = (torch.from_numpy(x) @ leaf.T @ leaf.T) * mask + 2 * torch.from_numpy(y)
    assert torch.allclose(walked.y, expected.detach(), atol=1e-6)
    expected.sum().backward()
    assert torch.allclose(walked.dparameters["first.weight"], leaf.grad, atol=1e-5)
    assert torch.equal(walked.dinputs[1], torch.full((4, 3), 2.0))
    weights = layer.get_weights()
    assert np.allclose(weights[2], x.mean(0), atol=1e-6)
    assert weights[3] == 1
    assert module.count.item() == 0


def test_random_numbers_follow_from_the_key_and_leave_torch_alone() -> None:
    layer = TorchModule(nn.Dropout(0.5))
    x = np.ones((4, 50), "float32")
    layer(x)
    step = steps_of(layer)[0]
    state = torch.get_rng_state()

    def drawn(context: Context) -> Tensor:
        return step.forward((torch.from_numpy(x),), context)[0][0]

    first = drawn(Context(True, seed=1))
    assert (first == 0).any()
    assert torch.equal(first, drawn(Context(True, seed=1)))
    assert not torch.equal(first, drawn(Context(True, seed=1, step=1)))
    assert not torch.equal(first, drawn(Context(True, seed=2)))
    assert torch.equal(drawn(Context(False, seed=1)), torch.from_numpy(x))
    assert torch.equal(torch.get_rng_state(), state)


def test_a_frozen_module_runs_as_at_inference_and_still_passes_gradients() -> None:
    layer = TorchModule(nn.BatchNorm1d(4), trainable=False)
    x = 5 + numbers(0, 8, 4)
    walked = walk(layer, [x], commit=True)
    assert np.allclose(walked.y, x / np.sqrt(1 + 1e-5), atol=1e-5)
    assert np.allclose(walked.dinputs[0], 1, atol=1e-4)
    assert np.array_equal(layer.get_weights()[2], np.zeros(4))


def test_the_modes_of_the_module_are_put_back() -> None:
    module = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))
    module[1].eval()
    layer = TorchModule(module)
    layer(numbers(0, 2, 4), training=True)
    layer(numbers(0, 2, 4))
    assert module.training
    assert module[0].training
    assert not module[1].training


def test_the_module_sees_the_flat_store() -> None:
    layer = TorchModule(seeded(nn.Linear, 3, 1, bias=False))
    x = np.ones((1, 3), "float32")
    layer(x)
    plan = plan_of(layer)
    layer.parameters[0].array.fill_(2.0)
    assert plan.forward([torch.from_numpy(x)], Context()).outputs[0].item() == 6.0


def test_the_cache_may_be_walked_back_twice_and_the_input_left_out() -> None:
    module = seeded(nn.Linear, 3, 2)
    inside = Inside(module, ("weight", "bias"), (), (True, True), True)
    x = torch.from_numpy(numbers(0, 4, 3))
    values = [parameter.detach() for parameter in module.parameters()]
    y, cache = torch_module_forward(x, *values, inside=inside, stream=0, frozen=False, context=Context(True))
    assert not y.requires_grad
    first = torch_module_backward(torch.ones_like(y), cache)
    second = torch_module_backward(torch.ones_like(y), cache, needs_dx=False)
    assert second[0] is None
    for a, b in zip(first[1:], second[1:], strict=True):
        assert torch.equal(a, b)
    assert TORCH_MODULE.commits is not None
    assert TORCH_MODULE.commits(cache, *values) == {}


@pytest.mark.parametrize("training", [False, True])
def test_a_module_that_begins_in_place_leaves_its_input_alone(training: bool) -> None:
    x = torch.from_numpy(numbers(0, 4, 3))
    before = x.clone()
    walked = walk(TorchModule(nn.ReLU(inplace=True)), [x], training=training)
    assert torch.equal(x, before)
    assert torch.equal(walked.y, before.relu())
    assert torch.equal(walked.dinputs[0], (before > 0).float())


def test_sequences_and_pictures_may_stay_as_they_are() -> None:
    x = numbers(0, 2, 3, 4, 5)
    layer = TorchModule(nn.Identity(), channels_first_inside=False)
    assert np.array_equal(layer(x), x)
    module = seeded(nn.Conv2d, 3, 2, 1)
    assert TorchModule(module, channels_first_inside=False)(Input((3, 4, 5))).shape == (None, 2, 4, 5)


def test_unknown_sizes_stay_unknown() -> None:
    assert TorchModule(nn.Conv2d(3, 8, 3, padding=1))(Input((None, 20, 3))).shape == (None, None, 20, 8)


def test_a_module_that_needs_numbers_to_find_its_shape_gets_them() -> None:
    class Sorted(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x[:, : 3 + int(x.sum().item())]

    assert TorchModule(Sorted())(Input((5,))).shape == (None, 3)


def test_inputs_and_outputs_that_do_not_fit_are_refused() -> None:
    assert_says(
        ShapeError, lambda: TorchModule(nn.Linear(3, 4))(Input((5,))), "Linear cannot take this input", "(N, 5)"
    )
    assert_says(ShapeError, lambda: TorchModule(nn.LSTM(3, 4))(Input((5, 3))), "LSTM does not return", "tuple")

    class Total(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.sum()

    assert_says(ShapeError, lambda: TorchModule(Total())(Input((5,))), "Total does not return a single tensor", "()")


def test_what_is_no_module_is_refused() -> None:
    assert_says(ArgumentError, lambda: TorchModule(nn.Linear), "TorchModule(torch.nn.Linear(8, 4))")
    assert_says(ArgumentError, lambda: TorchModule(None), "None")


def test_a_configuration_holds_the_name_and_says_that_it_needs_the_module() -> None:
    layer = TorchModule(nn.Linear(3, 4), name="wrapped")
    config = layer.get_config()
    assert config["module"] == "Linear"
    assert_says(ArgumentError, lambda: TorchModule.from_config(config), "custom_objects={'wrapped': Linear(...)}")
    assert TorchModule.from_config({**config, "module": nn.Linear(3, 4)}).name == "wrapped"


def test_a_saved_network_is_loaded_with_the_module_handed_over(tmp_path: Path) -> None:
    def body() -> nn.Module:
        return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout(0.2))

    x, y = numbers(0, 32, 6, 6, 1), np.arange(32) % 2
    model = models.Sequential([TorchModule(body(), name="borrowed"), Flatten(), Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=1, verbose=0)
    model.save(tmp_path / "model.nervure")
    assert_says(ArgumentError, lambda: models.load_model(tmp_path / "model.nervure"), "{'borrowed': Sequential(...)}")
    loaded = models.load_model(tmp_path / "model.nervure", custom_objects={"borrowed": body()})
    assert np.array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))
    assert [weight.shape for weight in models.clone_model(model).get_weights()] == [
        weight.shape for weight in model.get_weights()
    ]
