from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from nervure import testing
from nervure.errors import ArgumentError, NervureError, ShapeError, StateError, UnknownNameError
from nervure.language import set_language
from nervure.layers import Add, Conv2D, Dense, Layer, ReLU, TorchModule
from nervure.testing import CheckReport, LayerCheckError, check_layer
from nervure.testing.rules.table import RULES
from tests.layers.layer_rules import assert_says
from tests.testing.planted_faults import FAULTS, PAIR, Fault, KeepsTheInput, NoCache, WrongFactorInDx
from tests.testing.sound_layers import Affine, Centered, Halves, Noise, Product


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Affine(), (3,)),
        (Affine(units=1), (2, 5)),
        (Noise(), (4,)),
        (Product(), PAIR),
        (Halves(), (2, 4)),
        (Centered(), (3,)),
        (Conv2D(2, 3, activation="tanh", padding="same"), (5, 4, 3)),
        (Add(), [(2, 3), (2, 3), (3,)]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer) else str(value),
)
def test_every_rule_holds_for_a_sound_layer(layer: Layer, shape: Any) -> None:
    report = check_layer(layer, shape)
    assert report.passed
    assert report.failed == ()
    names = {result.name.partition("/")[0] for result in report.rules}
    assert names | {"parameter_gradient"} == {rule.name for rule in RULES}
    assert ("parameter_gradient" in names) == any(parameter.trainable for parameter in layer_parameters(layer, shape))


def layer_parameters(layer: Layer, shape: Any) -> Any:
    whole = [(None, *one) for one in shape] if isinstance(shape, list) else (None, *shape)
    layer.ensure_built(whole)
    return layer.parameters


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.layer.__name__)
def test_a_planted_fault_is_found_by_the_rule_that_should_find_it(fault: Fault) -> None:
    report = check_layer(fault.layer(), fault.shape, raise_error=False)
    assert {rule.name for rule in report.failed} == {fault.rule, *fault.also}
    found = report[fault.rule]
    assert fault.says in found.sentence
    assert found.measured is None or found.measured > found.allowed
    with pytest.raises(LayerCheckError) as raised:
        check_layer(fault.layer(), fault.shape)
    for rule in raised.value.report.failed:
        assert f"{rule.name} {rule.numbers[0]} (at most {rule.numbers[1]})" in raised.value.got
    assert len(str(raised.value).splitlines()) == 4


def test_every_rule_but_advice_has_a_fault_that_it_finds() -> None:
    found = {fault.rule.partition("/")[0] for fault in FAULTS}
    assert found == {rule.name for rule in RULES if not rule.is_advice}
    assert len(FAULTS) >= 15


def test_the_error_is_an_assertion_with_the_whole_report_in_either_language() -> None:
    assert_says(
        LayerCheckError,
        lambda: check_layer(WrongFactorInDx(name="mine"), (3,)),
        "WrongFactorInDx 'mine': 1 of 20 rules failed. input_gradient: In training every number is 2 times",
        "got:      input_gradient 5.0e-01 (at most 1.0e-06)",
        "Derive backward from forward again",
    )
    with pytest.raises(AssertionError) as raised:
        check_layer(WrongFactorInDx(), (3,))
    assert isinstance(raised.value, NervureError)
    assert isinstance(raised.value, LayerCheckError)
    assert isinstance(raised.value.report, CheckReport)
    again = pickle.loads(pickle.dumps(raised.value))  # noqa: S301 - our own bytes
    assert str(again) == str(raised.value)
    assert again.report == raised.value.report


def test_rules_that_would_mean_nothing_are_not_examined() -> None:
    report = check_layer(NoCache(), (3,), raise_error=False)
    assert [rule.name for rule in report.rules] == ["forward_and_backward"]
    assert report.rules[0].sentence.endswith("The rules after this one are checked once it holds.")


@pytest.mark.parametrize("built", [False, True])
def test_the_layer_itself_stays_as_it_was(built: bool) -> None:
    for layer in (Affine(), KeepsTheInput()):
        if built:
            layer(np.ones((2, 3), "float32"))
            before = layer.get_weights()
        kept = dict(vars(layer))
        check_layer(layer, (3,), raise_error=False)
        assert vars(layer) == kept
        assert layer.built == built
        if built:
            assert all(np.array_equal(a, b) for a, b in zip(layer.get_weights(), before, strict=True))


def test_a_layer_in_a_network_can_be_checked_where_it_is() -> None:
    from nervure import Sequential

    model = Sequential([Dense(4, input_shape=(3,)), Affine()])
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 3)), verbose=0, seed=0)
    before = model.get_weights()
    assert check_layer(model.layers[1]).input == "(N, 4)"
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), before, strict=True))


def test_the_shape_may_be_known_from_elsewhere() -> None:
    assert check_layer(Affine(input_shape=(5,))).input == "(N, 5)"
    assert check_layer(Affine(), (None, 5)).input == "(N, 5)"
    assert check_layer(Affine(), (None, None, 5)).input == "(N, 6, 5)"
    assert check_layer(Product(), [(2,), (2,)]).input == "[(N, 2), (N, 2)]"


def test_inputs_of_ones_own_take_the_place_of_random_ones() -> None:
    at_the_bend = np.zeros((3, 2))
    report = check_layer(ReLU(), inputs=at_the_bend, raise_error=False)
    assert [rule.name for rule in report.failed] == ["input_gradient"]
    assert "the function has a kink at (1, 0), where the slope is undefined" in report["input_gradient"].sentence
    assert check_layer(ReLU(threshold=0.5), inputs=np.array([[0.1, 0.9], [-0.3, 2.0]])).input == "(N, 2)"
    assert check_layer(Product(), inputs=[torch.ones(2, 3), np.full((2, 3), 0.5)]).input == "[(N, 3), (N, 3)]"


class Table(Layer):
    """Looks rows up by whole numbers, by which nobody can differentiate."""

    def build(self, input_shape: Any) -> None:
        self.rows = self.add_weight("rows", (4, 2))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (*input_shape, 2)

    def forward(self, x: Tensor, context: Any) -> tuple[Any, Any]:
        return self.rows.array[x.long()], x.long()

    def backward(self, dy: Tensor, numbers: Tensor) -> tuple[Any, Any]:
        drows = torch.zeros(4, 2, dtype=dy.dtype)
        return None, {"rows": drows.index_add(0, numbers.flatten(), dy.reshape(-1, 2))}


def test_whole_numbers_need_no_gradient() -> None:
    report = check_layer(Table(), inputs=np.array([[0, 1, 3], [3, 3, 2]]))
    assert report["parameter_gradient/rows"].passed
    assert "input_gradient" not in [rule.name for rule in report.rules]
    failed = check_layer(Table(), inputs=np.array([[0.0, 1, 3], [3, 3, 2]]), raise_error=False).failed
    assert [rule.name for rule in failed] == ["gradient_names"]


def test_weights_of_ones_own_take_the_place_of_moved_ones() -> None:
    kernel, bias = np.eye(3), np.array([0.5, -0.5, 1.0])
    report = check_layer(WrongFactorInDx(scale=1.0), (3,), weights=[kernel, bias], raise_error=False)
    assert "it is 4.911, and finite differences find 2.455" in report["input_gradient"].sentence
    assert_says(
        ArgumentError, lambda: check_layer(Affine(), (3,), weights=[kernel]), "[(3, 3), (3,)]", "got:      [(3, 3)]"
    )


def test_rules_that_a_layer_breaks_on_purpose_can_be_left_out() -> None:
    report = check_layer(WrongFactorInDx(), (3,), skip=["input_gradient"])
    assert report.passed
    assert "input_gradient" not in [rule.name for rule in report.rules]
    assert_says(UnknownNameError, lambda: check_layer(Affine(), (3,), skip=["dtipe"]), "Did you mean 'dtype'?")


def test_what_cannot_be_meant_ends_in_four_lines() -> None:
    layer: Any = Affine
    assert_says(ArgumentError, lambda: check_layer(layer, (3,)), "this is not a layer", "Create the layer first")
    assert_says(ArgumentError, lambda: check_layer(Affine()), "Affine 'affine' is not built")
    for shape in (3, "3", (3.5,), (0,)):
        assert_says(ArgumentError, lambda shape=shape: check_layer(Affine(), shape), "the shape of one sample")
    for inputs in (np.ones((1, 3)), np.ones(()), [np.ones((2, 3)), np.ones((3, 3))]):
        assert_says(ArgumentError, lambda inputs=inputs: check_layer(Affine(), inputs=inputs), "at least two samples")


def test_a_shape_that_the_layer_refuses_is_the_callers_mistake() -> None:
    with pytest.raises(ShapeError, match="Conv2D"):
        check_layer(Conv2D(2, 3), (5,))
    with pytest.raises(ShapeError):
        check_layer(Affine(), ())


class CannotBuild(Affine):
    def build(self, input_shape: Any) -> None:
        raise KeyError("kernel")


def test_an_error_in_build_is_a_finding() -> None:
    report = check_layer(CannotBuild(), (3,), raise_error=False)
    assert [rule.name for rule in report.failed] == ["forward_and_backward"]
    assert "The layer raised KeyError here: 'kernel'" in report.failed[0].sentence


def test_a_torch_module_keeps_the_rules_but_has_no_configuration() -> None:
    module = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(27, 2))
    report = check_layer(TorchModule(module), (5, 5, 2), skip=["config"])
    assert report["parameter_gradient/0.weight"].passed
    assert [rule.name for rule in check_layer(TorchModule(module), (5, 5, 2), raise_error=False).failed] == ["config"]


def test_the_same_seed_gives_the_same_report_and_no_other_random_number_is_touched() -> None:
    state = torch.random.get_rng_state()
    first, second = (check_layer(Affine(), (3,), seed=5) for _ in range(2))
    assert first == second
    assert first != check_layer(Affine(), (3,), seed=6)
    assert torch.equal(state, torch.random.get_rng_state())


def test_the_report_is_in_the_language_in_use() -> None:
    set_language("ko")
    report = check_layer(WrongFactorInDx(), (3,), raise_error=False)
    assert "학습 모드에서 모든 값이 실제 기울기의 2배예요" in str(report)
    assert "어김" in str(report)
    assert "규칙 20개 중 19개를 지켜요" in str(report)


def test_the_face_offers_the_check() -> None:
    import nervure

    assert nervure.testing.check_layer is check_layer
    assert testing.__all__ == ["CheckReport", "LayerCheckError", "RuleResult", "check_layer"]


def test_state_errors_of_a_layer_are_findings_too() -> None:
    class NotYet(Affine):
        def backward(self, dy: Tensor, cache: Any) -> Any:
            raise StateError(where="NotYet", problem="later.", expected="-", got="-", fix="Wait.")

    report = check_layer(NotYet(), (3,), raise_error=False)
    assert "The layer raised StateError here: NotYet: later." in report.failed[0].sentence
