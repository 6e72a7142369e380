from __future__ import annotations

from typing import Any

import numpy as np

import nervure as nv
from nervure.explain.explanation import Explanation
from nervure.explain.page_data import page_of
from nervure.records.explanation_page import ExplanationPage, PageParameter, PageValue

LAYERS = nv.layers


def picture_network(optimizer: Any = "sgd", **dense: Any) -> Explanation:
    last = LAYERS.Dense(3, activation="softmax", **dense)
    model = nv.Sequential(
        [
            nv.Input((6, 6, 1)), LAYERS.Conv2D(2, 3, activation="relu"), LAYERS.BatchNormalization(),
            LAYERS.MaxPooling2D(), LAYERS.Dropout(0.5), LAYERS.Flatten(), last,
        ]
    )  # fmt: skip
    model.compile(optimizer, "sparse_categorical_crossentropy")
    x = np.random.default_rng(0).normal(size=(2, 6, 6, 1))
    return model.explain(x, np.array([0, 2]))


def page(explanation: Explanation) -> ExplanationPage:
    return page_of(explanation.recording, "tiny", ("a", "b", "c"))


def value(record: ExplanationPage, name: str) -> PageValue:
    return next(found for found in record.values if found.name == name)


def parameter(record: ExplanationPage, name: str) -> PageParameter:
    return next(found for found in record.parameters if found.name == name)


def test_only_what_cannot_be_worked_out_is_carried() -> None:
    record = page(picture_network())
    carried = {found.name for found in record.values if found.data is not None}
    assert carried == {"input_layer", "conv2d/z", "dense/z"}
    gradients = {found.name for found in record.values if found.gradient is not None}
    assert gradients == {"input_layer", "flatten/output"}
    assert all(found.gradient is None and found.updated is None for found in record.parameters)


def test_values_know_their_ranges_and_whether_they_have_gradients() -> None:
    explanation = picture_network()
    record = page(explanation)
    array = explanation.recording.array("value", "conv2d/z")
    assert array is not None
    assert value(record, "conv2d/z").range == (array.min(), array.max())
    assert value(record, "conv2d/z").has_gradient
    assert not value(record, "dense/output").has_gradient, "softmax and loss are differentiated together"


def test_the_mask_of_dropout_is_the_one_that_was_drawn() -> None:
    explanation = picture_network()
    step = next(step for step in page(explanation).steps if step.op == "dropout")
    assert step.mask is not None
    kept = np.unpackbits(np.frombuffer(step.mask.data, "u1"), count=step.mask.count).reshape(step.mask_shape)
    before = explanation.recording.array("value", step.inputs[0])
    after = explanation.recording.array("value", step.outputs[0])
    assert before is not None
    assert after is not None
    assert np.allclose(after, before * kept / 0.5)


def test_boxes_are_layers_and_the_loss_stands_at_the_end() -> None:
    record = page(picture_network())
    assert [box.layer for box in record.boxes][:3] == ["input_layer", "conv2d", "batch_normalization"]
    assert record.boxes[1].kind == "convolution + relu"
    assert record.boxes[1].shape == "(N, 4, 4, 2)"
    assert record.boxes[-1].layer == "loss"
    assert record.edges == tuple((number, number + 1) for number in range(len(record.boxes) - 1))


def test_moving_statistics_move_without_a_gradient() -> None:
    moving = parameter(page(picture_network()), "batch_normalization/moving_mean")
    assert moving.moves
    assert not moving.trainable


def test_what_an_optimizer_keeps_is_zero_before_its_first_step() -> None:
    record = page(picture_network("adam"))
    assert parameter(record, "dense/kernel").slots == {"momentum": "zero", "velocity": "zero"}
    assert record.optimizer is not None
    assert record.optimizer.settings["t"] == 1


def test_an_optimizer_that_does_more_brings_its_results() -> None:
    record = page(picture_network(nv.optimizers.SGD(0.1, clipnorm=1.0)))
    assert record.optimizer is not None
    assert not record.optimizer.plain
    assert parameter(record, "dense/kernel").updated is not None


def test_penalties_are_named_where_the_page_knows_them() -> None:
    known = page(picture_network(kernel_regularizer=nv.regularizers.L1L2(0.1, 0.2)))
    assert parameter(known, "dense/kernel").penalty == {"l1": 0.1, "l2": 0.2}
    assert known.penalty > 0
    unknown = page(picture_network(kernel_regularizer=nv.regularizers.OrthogonalRegularizer()))
    assert parameter(unknown, "dense/kernel").penalty == "unknown"
    assert parameter(unknown, "dense/kernel").gradient is not None


def test_a_forward_pass_has_no_loss_and_no_optimizer() -> None:
    model = nv.Sequential([nv.Input((2,)), LAYERS.Dense(1)])
    record = page_of(model.explain(np.ones((4, 2))).recording, "tiny")
    assert (record.loss, record.losses, record.optimizer, record.training, record.samples) == (None, (), None, False, 4)
    assert record.boxes[-1].layer == "dense"
