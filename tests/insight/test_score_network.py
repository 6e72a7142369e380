from __future__ import annotations

import numpy as np
import torch

from nervure import Input, Sequential
from nervure.insight.score_network import ScoreNetwork
from nervure.layers import Conv2D, Dense, Flatten
from tests.insight.networks import classifier, pictures
from tests.insight.torch_twin import TorchTwin


def test_gradients_of_a_batch_are_those_of_autograd() -> None:
    model, x = classifier(channels=3), torch.from_numpy(pictures(3, channels=3))
    network, twin = ScoreNetwork(model, "test"), TorchTwin(model)
    variable = x.double().requires_grad_()
    scores = twin(variable)
    (expected,) = torch.autograd.grad(scores[:, 2].sum(), variable)
    walked = network.walk(x, 2, (0, network.output.scores))
    torch.testing.assert_close(walked.gradients[0].double(), expected, rtol=1e-5, atol=1e-7)
    torch.testing.assert_close(walked.values[network.output.scores].double(), scores, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(walked.probabilities.double(), torch.softmax(scores, -1), rtol=1e-4, atol=1e-6)


def test_penalties_are_no_part_of_the_score() -> None:
    model = Sequential(
        [Input((4, 4, 1)), Conv2D(2, 3, activity_regularizer="l2", name="a"), Flatten(), Dense(2, activation="softmax")]
    )
    plain = Sequential([Input((4, 4, 1)), Conv2D(2, 3), Flatten(), Dense(2, activation="softmax")])
    plain.set_weights(model.get_weights())
    x = torch.from_numpy(pictures(1, height=4, width=4))
    first, second = (ScoreNetwork(each, "test").walk(x, 1, (0,)).gradients[0] for each in (model, plain))
    torch.testing.assert_close(first, second)


def test_only_the_weights_of_the_copy_become_random() -> None:
    model, x = classifier(), torch.from_numpy(pictures(2))
    network, untouched = ScoreNetwork(model, "test"), model.get_weights()
    before = network.probabilities(x)
    np.testing.assert_allclose(before.numpy(), model.predict(x.numpy(), verbose=0), atol=1e-6)
    assert network.layers == ("first", "normalized", "second", "classes")
    network.randomise("second", 3)
    assert not torch.equal(network.probabilities(x), before)
    again = ScoreNetwork(model, "test")
    again.randomise("second", 3)
    torch.testing.assert_close(again.probabilities(x), network.probabilities(x))
    for weight, old in zip(model.get_weights(), untouched, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_a_model_in_float64_is_walked_in_float64() -> None:
    model = classifier()
    model.compile("sgd", "sparse_categorical_crossentropy", precision="float64")
    network = ScoreNetwork(model, "test")
    assert network.dtype == torch.float64
    assert network.walk(torch.from_numpy(pictures(1)), 0, (0,)).gradients[0].dtype == torch.float64
