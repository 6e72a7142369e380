from __future__ import annotations

from nervure.layers import Dense
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
