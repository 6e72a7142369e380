from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from nervure.kernels.inference import Chain, Link, Pictures, Weights, has_chains
from tests.kernels.convolution_properties import threads
from tests.kernels.other_bodies import OTHERS, failures_of

pytestmark = pytest.mark.skipif(not has_chains(), reason="no native chains in this process")

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": torch.relu,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.3),
    "elu": lambda z: functional.elu(z, 0.7),
    "selu": torch.selu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda z: torch.softmax(z, -1),
}
CONSTANTS = {"leaky_relu": 0.3, "elu": 0.7}
Size = tuple[int, int, int]


class Case(NamedTuple):
    """A link with weights, and what it computes by torch in float64 for a sample shaped ``before``."""

    link: Link
    weights: Weights
    before: tuple[int, ...]
    after: tuple[int, ...]
    witness: Any


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def doubles(weights: Weights) -> list[Any]:
    return [None if each is None else each.double() for each in weights]


def pooled(y: Tensor) -> Tensor:
    return functional.max_pool2d(y.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)


def convolution(kind: str, size: Size, filters: int, margin: int = 1, seed: int = 0, **forms: bool) -> Case:
    """``forms``: relu, scaled, relu_behind, pools, without_bias."""
    height, width, channels = size
    rows, columns = height + 2 * margin - 2, width + 2 * margin - 2
    bias = None if forms.get("without_bias") else drawn(filters, seed=seed + 1)
    weights = Weights(drawn(3, 3, channels, filters, seed=seed) / (9 * channels) ** 0.5, bias)
    if forms.get("scaled"):
        weights = weights._replace(
            mean=drawn(filters, seed=2), scale=drawn(filters, seed=3), offset=drawn(filters, seed=4)
        )
    after = (rows // 2, columns // 2, filters) if forms.get("pools") else (rows, columns, filters)
    pictures = Pictures(height, width, channels, rows, columns, filters, margin, margin)
    link = Link(
        kind, height * width * channels, after[0] * after[1] * after[2], pictures, has_relu=bool(forms.get("relu")),
        has_relu_behind=bool(forms.get("relu_behind")), pools=bool(forms.get("pools")),
    )  # fmt: skip

    def witness(x: Tensor) -> Tensor:
        kernel, added, mean, scale, offset = doubles(weights)
        y = functional.conv2d(x.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), added, padding=margin)
        y = y.permute(0, 2, 3, 1)
        y = y.relu() if link.has_relu else y
        y = y if scale is None else (y - mean) * scale + offset
        y = y.relu() if link.has_relu_behind else y
        return pooled(y) if link.pools else y

    return Case(link, weights, size, after, witness)


def dense(inputs: int, units: int, activation: str = "linear", has_bias: bool = True) -> Case:
    weights = Weights(drawn(inputs, units) / inputs**0.5, drawn(units, seed=1) if has_bias else None)
    link = Link("dense", inputs, units, activation=activation, constant=CONSTANTS.get(activation, 0.0))

    def witness(x: Tensor) -> Tensor:
        kernel, bias, *_ = doubles(weights)
        z = x.flatten(1) @ kernel
        return ACTIVATIONS[activation](z if bias is None else z + bias)

    return Case(link, weights, (inputs,), (units,), witness)


def activation(name: str, size: int) -> Case:
    link = Link("activation", size, size, activation=name, constant=CONSTANTS.get(name, 0.0))
    return Case(link, Weights(), (size,), (size,), ACTIVATIONS[name])


def scaling(shape: tuple[int, ...], channels: int, has_mean: bool = True, relu_behind: bool = False) -> Case:
    numbers = [drawn(channels, seed=seed) for seed in (2, 3, 4)]
    weights = Weights(mean=numbers[0] if has_mean else None, scale=numbers[1], offset=numbers[2])
    size = torch.Size(shape).numel()
    pictures = Pictures(channels=channels, filters=channels)
    link = Link("scaling", size, size, pictures, has_relu_behind=relu_behind)

    def witness(x: Tensor) -> Tensor:
        _, _, mean, scale, offset = doubles(weights)
        y = (x - (0 if mean is None else mean)) * scale + offset
        return y.relu() if relu_behind else y

    return Case(link, weights, shape, shape, witness)


def pooling(size: Size) -> Case:
    height, width, channels = size
    after = (height // 2, width // 2, channels)
    link = Link("max_pooling", height * width * channels, after[0] * after[1] * channels, Pictures(*size, *after))
    return Case(link, Weights(), size, after, pooled)


def chain_of(*cases: Case) -> Chain:
    return Chain([case.link for case in cases], [case.weights for case in cases])


def check_chain(*cases: Case, batch: int = 3, tolerance: float = 3e-6) -> None:
    """The chain of the cases against torch in float64, relative to the largest number."""
    x = drawn(batch, *cases[0].before, seed=9)
    expected = x.double()
    for case in cases:
        expected = case.witness(expected.reshape(batch, *case.before))
    before = x.clone()
    y = chain_of(*cases).run(x, cases[-1].after)
    assert y.shape == expected.shape
    assert torch.equal(x, before)
    error = (y.double() - expected).abs().max() / expected.abs().max().clamp_min(1e-3)
    assert error < tolerance, error


FORMS = [dict(zip(("relu", "scaled", "relu_behind", "pools"), form, strict=True)) for form in
         itertools.product((False, True), repeat=4) if form[1] or not form[2]]  # fmt: skip


@pytest.mark.parametrize("forms", FORMS, ids=str)
def test_a_convolution_takes_along_what_follows_it(forms: dict[str, bool]) -> None:
    check_chain(convolution("winograd", (14, 10, 9), 20, **forms))
    if not forms["pools"]:
        check_chain(convolution("direct", (14, 10, 3), 20, **forms))


@pytest.mark.parametrize("size", range(2, 14))
@pytest.mark.parametrize("batch", [1, 70])
def test_windows_that_are_pooled_lie_in_the_picture_however_it_ends_in_tiles(size: int, batch: int) -> None:
    check_chain(convolution("winograd", (size, 15 - size, 8), 17, scaled=True, pools=True), batch=batch)
    check_chain(pooling((size, 15 - size, 5)), batch=batch)


@pytest.mark.parametrize("channels", [1, 3, 5, 8, 15, 16, 17, 31, 40])
def test_every_number_of_channels_and_filters_fills_its_vectors(channels: int) -> None:
    filters = 41 - channels
    check_chain(convolution("winograd", (6, 7, channels), filters, margin=0, scaled=True, relu=True))
    check_chain(convolution("direct", (6, 7, 1 + channels % 4), filters, scaled=True, without_bias=True))
    check_chain(pooling((5, 4, channels)))
    check_chain(scaling((3, 5, channels), channels, relu_behind=True))
    check_chain(dense(channels, filters, "relu"))


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
@pytest.mark.parametrize("units", [1, 10, 64, 130])
def test_a_dense_layer_takes_its_activation_along(name: str, units: int) -> None:
    check_chain(dense(37, units, name), batch=35)
    check_chain(dense(37, units, name, has_bias=False), batch=1)


@pytest.mark.parametrize("name", list(ACTIVATIONS))
@pytest.mark.parametrize("size", [1, 7, 16, 100])
def test_an_activation_may_stand_alone(name: str, size: int) -> None:
    check_chain(activation(name, size), batch=5)


@pytest.mark.parametrize("shape", [(9,), (28, 28, 1), (5, 5, 3)])
def test_a_scaling_repeats_its_numbers(shape: tuple[int, ...]) -> None:
    for channels in {1, shape[-1]}:
        check_chain(scaling(shape, channels, has_mean=False))
        check_chain(scaling(shape, channels))


LECTURE = (
    scaling((28, 28, 1), 1, has_mean=False),
    convolution("direct", (28, 28, 1), 32, relu=True, scaled=True),
    convolution("winograd", (28, 28, 32), 32, relu=True, scaled=True, pools=True),
    convolution("winograd", (14, 14, 32), 64, relu=True, scaled=True),
    convolution("winograd", (14, 14, 64), 64, relu=True, scaled=True, pools=True),
    dense(3136, 128, "relu"),
    dense(128, 10),
    activation("softmax", 10),
)


@pytest.mark.parametrize("batch", [1, 2, 3, 40, 130])
def test_a_network_in_one_call(batch: int) -> None:
    check_chain(*LECTURE, batch=batch, tolerance=1e-5)


def test_samples_lie_apart_between_layers_of_odd_sizes() -> None:
    check_chain(dense(5, 7, "tanh"), dense(7, 3), activation("sigmoid", 3), scaling((3,), 3), dense(3, 1), batch=40)


def test_no_sample_gives_none() -> None:
    assert chain_of(*LECTURE).run(torch.empty(0, 28, 28, 1), (10,)).shape == (0, 10)


def test_rows_that_are_not_side_by_side_are_read_as_they_are_seen() -> None:
    case, x = dense(6, 4), drawn(6, 5)
    assert torch.equal(chain_of(case).run(x.T, (4,)), chain_of(case).run(x.T.contiguous(), (4,)))


def test_what_was_given_out_stays_as_it_is() -> None:
    chain = chain_of(*LECTURE)
    first = chain.run(drawn(2, 28, 28, 1), (10,))
    kept = first.clone()
    chain.run(drawn(2, 28, 28, 1, seed=5), (10,))
    assert torch.equal(first, kept)


def test_weights_are_those_of_the_moment_the_chain_was_made() -> None:
    case = convolution("winograd", (8, 8, 8), 8, scaled=True)
    chain, x = chain_of(case), drawn(2, 8, 8, 8)
    before = chain.run(x, case.after)
    for numbers in case.weights:
        assert numbers is not None
        numbers.zero_()
    assert torch.equal(chain.run(x, case.after), before)


@pytest.mark.parametrize("batch", [1, 2, 9, 61])
def test_the_number_of_threads_changes_no_bit(batch: int) -> None:
    chain, x = chain_of(*LECTURE), drawn(batch, 28, 28, 1)
    with threads(1):
        alone = chain.run(x, (10,))
    for count in (2, 3):
        with threads(count):
            for _ in range(5):
                assert torch.equal(chain.run(x, (10,)), alone)


def test_several_threads_may_run_a_chain_at_once() -> None:
    chain = chain_of(*LECTURE)
    inputs = [drawn(1 + number % 3, 28, 28, 1, seed=number) for number in range(8)]
    with threads(2):
        expected = [chain.run(x, (10,)) for x in inputs]
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda x: chain.run(x, (10,)), inputs * 6))
    assert all(torch.equal(one, other) for one, other in zip(found, expected * 6, strict=True))


def test_nan_passes_through_every_link() -> None:
    for case in LECTURE[1:]:
        x = drawn(1, *case.before)
        x.view(-1)[0] = float("nan")
        assert chain_of(case).run(x, case.after).isnan().any(), case.link.kind


def test_links_that_do_not_fit_are_refused() -> None:
    case, other = dense(6, 4), dense(5, 2)
    for links, weights in (
        ([], []),
        ([case.link, other.link], [case.weights, other.weights]),
        ([case.link], [Weights()]),
        ([case.link], [case.weights._replace(bias=torch.zeros(5))]),
        ([case.link], [case.weights._replace(kernel=torch.zeros(6, 5))]),
        ([LECTURE[0].link], [LECTURE[1].weights]),
        ([LECTURE[1].link._replace(pools=True)], [LECTURE[1].weights]),
        ([LECTURE[2].link._replace(inputs=28)], [LECTURE[2].weights]),
        ([pooling((4, 4, 2)).link._replace(outputs=16)], [Weights()]),
        ([activation("tanh", 3).link._replace(outputs=4)], [Weights()]),
        # Samples of 4 numbers lie 16 apart behind a dense layer, pictures do not.
        ([case.link, pooling((2, 2, 1)).link], [case.weights, Weights()]),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            Chain(links, weights)
    with pytest.raises(ValueError, match="size"):
        chain_of(case).run(torch.zeros(2, 5), (4,))


@pytest.mark.slow
@pytest.mark.parametrize("environment", OTHERS[:2], ids=str)
def test_other_bodies_give_the_same(environment: dict[str, str]) -> None:
    assert failures_of(__file__, environment) == ""
