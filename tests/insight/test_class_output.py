from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure import Input, Model, Sequential
from nervure.errors import ArgumentError, UnknownNameError
from nervure.insight import confusion, feature_maps, filters, grad_cam, receptive_field, saliency, top_patches
from nervure.insight.class_output import ClassOutput, class_number, label_names
from nervure.layers import Activation, Dense
from nervure.losses import BinaryCrossentropy, CategoricalCrossentropy
from tests.insight.networks import classifier


def network(*activations: str | None, units: int = 3) -> Sequential:
    first, *others = activations
    return Sequential([Input((4,)), Dense(units, activation=first), *(Activation(each) for each in others)])


@pytest.mark.parametrize("activations", [("softmax",), (None, "softmax"), (None, "log_softmax"), ("softmax", "linear")])
def test_probabilities_are_found_behind_every_form_of_softmax(activations: tuple[str | None, ...]) -> None:
    model, x = network(*activations), np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    output = ClassOutput.of(model, "test")
    scores = x @ model.get_weights()[0] + model.get_weights()[1]
    expected = torch.softmax(torch.from_numpy(scores), -1)
    found = output.probabilities(torch.from_numpy(model.predict(x, verbose=0)))
    torch.testing.assert_close(found, expected)
    step = model.network().plan.writer(output.scores)
    assert step is not None
    assert step.name in ("dense/z", "dense/output")


def test_scores_of_a_loss_become_probabilities() -> None:
    model = network(None)
    with pytest.raises(ArgumentError, match="does not output class probabilities"):
        ClassOutput.of(model, "test")
    model.compile(loss=CategoricalCrossentropy(from_logits=True))
    found = ClassOutput.of(model, "test").probabilities(torch.tensor([[0.0, 1.0, 2.0]]))
    torch.testing.assert_close(found, torch.softmax(torch.tensor([[0.0, 1.0, 2.0]]), -1))
    model.compile(loss=BinaryCrossentropy(from_logits=True))  # three questions, of which each may be answered by yes
    with pytest.raises(ArgumentError, match="does not output class probabilities"):
        ClassOutput.of(model, "test")


def test_one_sigmoid_is_two_classes() -> None:
    for model in (network("sigmoid", units=1), network(None, units=1)):
        model.compile(loss=BinaryCrossentropy(from_logits=True))
        assert ClassOutput.of(model, "test").num_classes == 2
    given = ClassOutput.of(network("sigmoid", units=1), "test")
    torch.testing.assert_close(given.probabilities(torch.tensor([[0.8]])), torch.tensor([[0.2, 0.8]]))
    assert given.score_gradient(1, torch.zeros(2, 1)).tolist() == [[1.0], [1.0]]
    assert given.score_gradient(0, torch.zeros(2, 1)).tolist() == [[-1.0], [-1.0]]


def test_the_gradient_of_a_score_is_one_at_its_class() -> None:
    output = ClassOutput.of(network("softmax"), "test")
    assert output.score_gradient(2, torch.zeros(2, 3)).tolist() == [[0, 0, 1], [0, 0, 1]]


def test_networks_without_classes_are_refused() -> None:
    x = Input((4,))
    two = Model(x, [Dense(2, activation="softmax")(x), Dense(2, activation="softmax")(x)])
    for model in (two, network("relu"), network("sigmoid", units=3), network(None, units=1)):
        with pytest.raises(ArgumentError, match="does not output class probabilities"):
            ClassOutput.of(model, "test")


def test_the_error_names_what_was_called_and_what_is_in_the_way() -> None:
    a, b = Input((4,)), Input((4,))
    joined = Model([a, b], Dense(2, activation="softmax")(a))
    with pytest.raises(ArgumentError, match="several inputs"):
        ClassOutput.of(joined, "test")
    with pytest.raises(ArgumentError, match=r"confusion: .* does not output class probabilities"):
        confusion(network("relu"), (np.zeros((2, 4)), [0, 1]))


def test_what_is_no_model_is_refused() -> None:
    data = np.zeros((2, 12, 10, 1)), [0, 1]
    calls = (
        lambda: confusion(data, classifier()), lambda: filters(data), lambda: grad_cam(data, data),
        lambda: top_patches(None, data), lambda: receptive_field("model", "conv2d"), lambda: feature_maps(3, data[0]),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(ArgumentError, match="not a nervure model"):
            call()


@pytest.mark.parametrize(
    "labels", [("0", "1"), range(2), np.arange(2), np.array(["0", "1"]), iter("01"), {"0": 5, "1": 6}]
)
def test_names_may_come_in_any_row_and_may_be_numbers(labels: Any) -> None:
    assert label_names(labels, 2, "test") == ("0", "1")


@pytest.mark.parametrize("labels", [5, 0.5, "catdog", b"ab", np.array(3)])
@pytest.mark.parametrize("asked", [grad_cam, feature_maps, saliency])
def test_what_is_not_a_row_of_names_is_refused_by_all_who_take_names(asked: Any, labels: Any) -> None:
    model = classifier()
    with pytest.raises(ArgumentError, match="labels must be a list") as caught:
        asked(model, np.zeros(model.input_shape[1:], "float32"), labels=labels)
    assert caught.value.where == asked.__name__
    assert caught.value.got.startswith("labels=")


def test_names_are_as_many_as_classes_and_are_found_by_number_or_name() -> None:
    assert label_names(["a", "b"], 2, "test") == ("a", "b")
    with pytest.raises(ArgumentError, match="number of names differs"):
        label_names(["a"], 2, "test")
    assert class_number("b", ("a", "b"), "test") == 1
    with pytest.raises(UnknownNameError):
        class_number("c", ("a", "b"), "test")
    assert class_number(np.int64(1), ("a", "b"), "test") == 1
    for target in (-1, 2, 0.5):
        with pytest.raises(ArgumentError, match="no class with that number"):
            class_number(target, ("a", "b"), "test")
