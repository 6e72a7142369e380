from __future__ import annotations

from nervure.layers import Dense, Flatten
from nervure.layers.lowering import Lowering
from nervure.ops.activation import ACTIVATIONS


def test_steps_get_the_names_a_learner_knows() -> None:
    layer = Dense(3, activation="relu")
    layer.ensure_built((None, 4))
    lowering = Lowering(num_inputs=1)
    outputs = layer.lower((0,), lowering.layer("dense_1", stream=5))
    assert [step.name for step in lowering.steps] == ["dense_1/z", "dense_1/output"]
    assert {step.layer for step in lowering.steps} == {"dense_1"}
    assert outputs == (2,)
    assert lowering.num_slots == 3


def test_each_step_reads_what_the_one_before_wrote() -> None:
    lowering = Lowering(num_inputs=2)
    face = lowering.layer("a", stream=0)
    first = face.step("z", ACTIVATIONS["relu"], (1,))
    second = face.step("output", ACTIVATIONS["relu"], first, num_outputs=2, threshold=0.5)
    assert (first, second) == ((2,), (3, 4))
    assert dict(lowering.steps[1].options) == {"threshold": 0.5}


def test_a_second_call_of_one_layer_is_counted() -> None:
    lowering = Lowering(num_inputs=1)
    for _ in range(2):
        lowering.layer("shared", stream=0).step("output", ACTIVATIONS["relu"], (0,))
    assert [step.name for step in lowering.steps] == ["shared/output", "shared:2/output"]
    assert {step.layer for step in lowering.steps} == {"shared"}


def test_a_layer_inside_another_has_both_names() -> None:
    lowering = Lowering(num_inputs=1)
    face = lowering.layer("outer", stream=0).inner("dense", stream=3)
    face.step("output", ACTIVATIONS["relu"], (0,))
    assert lowering.steps[0].name == "outer/dense/output"
    assert (face.path, face.stream) == ("outer/dense", 3)


def test_a_mask_stands_beside_a_value_until_somebody_asks() -> None:
    lowering = Lowering(num_inputs=2)
    face = lowering.layer("a", stream=0)
    assert face.mask(0) is None
    face.set_mask(0, 1)
    face.set_mask(1, None)
    assert face.mask_to_pass(0) == 1
    assert not face.uses_mask
    assert face.mask(0) == 1
    assert face.uses_mask
    assert lowering.mask_of == {0: 1}


def test_masks_of_sequences_of_sequences_have_more_axes() -> None:
    lowering = Lowering(num_inputs=3)
    face = lowering.layer("a", stream=0)
    face.set_mask(0, 1, rank=3)
    face.set_mask(2, 1)
    assert face.mask_rank(1) == 3
    face.set_mask(1, 0)
    assert face.mask_rank(0) == 2


def test_who_lets_a_mask_go_is_noted() -> None:
    lowering = Lowering(num_inputs=2)
    lowering.mask_of[0] = 1
    for layer in (Dense(3), Flatten()):
        layer.ensure_built((None, 5, 4))
        layer.place((0,), lowering.layer(layer.name, stream=0))
    assert lowering.lost_masks == ["Flatten 'flatten'"]
