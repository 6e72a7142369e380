from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import BatchNormalization
from nervure.models.zoo import NETWORKS, lecture_cnn, lecture_mlp, small_resnet
from tests.models.networks import some_digits


@pytest.mark.parametrize(
    ("shape", "classes", "parameters"),
    [((28, 28, 1), 10, 468_586), ((28, 28, 3), 10, 469_162), ((20, 24, 3), 4, 312_740)],
)
def test_the_lectures_network_has_the_lectures_number_of_parameters(
    shape: tuple[int, int, int], classes: int, parameters: int
) -> None:
    model = lecture_cnn(shape, classes)
    assert model.count_params() == parameters
    assert model.graph.output_shapes == ((None, classes),)


def test_it_reads_gray_levels_and_gives_probabilities() -> None:
    x, _ = some_digits(6)
    probabilities = lecture_cnn((14, 14, 1)).predict(x, verbose=0)
    np.testing.assert_allclose(probabilities.sum(-1), 1, rtol=1e-5)


def test_its_statistics_move_ten_times_as_fast_as_those_of_keras() -> None:
    momenta = [layer.momentum for layer in lecture_cnn().layers if isinstance(layer, BatchNormalization)]
    assert momenta == [0.9] * 4
    assert lecture_cnn(momentum=0.99).layers[2].momentum == 0.99  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(NETWORKS))
@pytest.mark.parametrize("shape", [(8, 8, 1), (12, 20, 3), (48, 64, 3)])
def test_every_network_takes_pictures_of_any_size_and_gives_probabilities(
    name: str, shape: tuple[int, int, int]
) -> None:
    model = NETWORKS[name](shape, 4)
    x = np.random.default_rng(0).integers(0, 256, (2, *shape), dtype=np.uint8)
    np.testing.assert_allclose(model.predict(x, verbose=0).sum(-1), 1, rtol=1e-5)


def test_the_dense_network_is_the_lectures() -> None:
    assert lecture_mlp().count_params() == 784 * 16 + 16 + 16 * 16 + 16 + 16 * 10 + 10


def test_the_residual_network_is_small_and_its_statistics_are_fast() -> None:
    model = small_resnet()
    assert 390_000 < model.count_params() < 410_000
    assert {layer.momentum for layer in model.layers if isinstance(layer, BatchNormalization)} == {0.9}
