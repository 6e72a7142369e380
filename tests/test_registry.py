"""Names, configurations and back."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, UnknownNameError
from nervure.language import set_language
from nervure.optimizers import Adam
from nervure.optimizers.schedules import ExponentialDecay
from nervure.registry import Configurable, deserialize, look_up, serialize, suggestion


class Plain(Configurable):
    """No arguments at all."""


class Scale(Configurable):
    def __init__(self, factor: float, offset: float = 0.0, *, axes: tuple[int, ...] = (1, 2)) -> None:
        self.factor, self.offset, self.axes = factor, offset, axes


class Named(Configurable):
    def __init__(self, name: str | None = None, **more: Any) -> None:
        self.name, self.more = name, more


class Special(Named):
    def __init__(self, units: int, inner: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.inner = units, inner


class Inherits(Special):
    """Takes its parent's arguments."""


class Gathers(Configurable):
    def __init__(self, *parts: int, last: int = 0) -> None:
        self.parts, self.last = parts, last


class Reads(Configurable):
    def __init__(self, layers: list[Any]) -> None:
        self.layers = layers

    @classmethod
    def from_config(cls, config: Any) -> Reads:
        return cls([deserialize(layer, TABLE, where="Reads") for layer in config["layers"]])


TABLE: dict[str, Callable[..., Any]] = {
    "Plain": Plain, "Scale": Scale, "Special": Special, "Reads": Reads, "plain": Plain,
}  # fmt: skip


def test_a_known_name_gives_its_entry() -> None:
    assert look_up("Scale", TABLE, where="layers") is Scale


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(UnknownNameError) as caught:
        look_up("Scael", TABLE, where="layers")
    assert str(caught.value) == (
        "layers: unknown name 'Scael'.\n"
        "  expected: one of Plain, Reads, Scale, Special, plain\n"
        "  got:      'Scael'\n"
        "  fix:      Did you mean 'Scale'? Write it so."
    )


def test_what_is_no_name_is_no_known_name_either() -> None:
    for name in (None, ["Scale"], 3):
        with pytest.raises(UnknownNameError) as caught:
            look_up(name, TABLE, where="layers")
        assert caught.value.got == f"'{name}'"


def test_an_unknown_name_near_nothing_is_answered_with_the_list() -> None:
    with pytest.raises(UnknownNameError) as caught:
        look_up("xyz", TABLE, where="layers")
    assert caught.value.fix == "Use one of the expected names."


def test_an_unknown_name_is_answered_in_korean_with_the_particle_that_fits() -> None:
    set_language("ko")
    with pytest.raises(UnknownNameError) as caught:
        look_up("kernal", {"kernel": 1}, where="초기값")
    assert caught.value.problem == "'kernal'은 없는 이름이에요."
    assert caught.value.fix == "혹시 'kernel'인가요? 그렇게 고쳐 쓰세요."


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("sofmax", ["softmax", "relu"], "softmax"),
        ("RELU", ["softmax", "relu"], "relu"),
        ("conv2d", ["Conv2D", "Conv1D"], "Conv2D"),
        ("learning_rat", ["learning_rate", "momentum"], "learning_rate"),
        ("", ["relu"], None),
        ("zzz", [], None),
    ],
)
def test_the_nearest_name_ignores_capitals_and_may_be_none(name: str, known: list[str], near: str | None) -> None:
    assert suggestion(name, known) == near


def test_letters_that_changed_places_are_put_back() -> None:
    assert suggestion("adma", ["adamax", "adam", "adamw"]) == "adam"
    assert suggestion("rleu", ["relu6", "relu"]) == "relu"
    assert suggestion("Sofmtax", ["softmax"]) == "softmax"


def test_a_configuration_has_every_argument_with_defaults() -> None:
    assert Scale(2.0).get_config() == {"factor": 2.0, "offset": 0.0, "axes": [1, 2]}
    assert Scale(2.0, 1.0, axes=(3,)).get_config() == {"factor": 2.0, "offset": 1.0, "axes": [3]}
    assert Plain().get_config() == {}


def test_arguments_by_other_names_are_recorded_too() -> None:
    assert Special(3, name="a", extra=1).get_config() == {"units": 3, "inner": None, "name": "a", "extra": 1}
    assert Inherits(4).get_config() == {"units": 4, "inner": None}


def test_arguments_without_names_are_not_recorded() -> None:
    made = Gathers(1, 2, 3, last=4)
    assert made.parts == (1, 2, 3)
    assert made.get_config() == {"last": 4}


def test_from_config_gives_an_equal_object() -> None:
    made = Special(3, inner=Scale(2.0), name="a")
    config = json.loads(json.dumps(made.get_config()))
    again = Special.from_config(config)
    assert again.get_config() == made.get_config()
    assert (again.units, again.name) == (3, "a")


def test_a_configuration_shows_what_was_given_not_what_became_of_it() -> None:
    made = Scale(2.0)
    made.factor = 7.0
    assert made.get_config()["factor"] == 2.0


def test_an_argument_with_a_wrong_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(ArgumentError) as caught:
        Scale(2.0, ofset=1.0)  # type: ignore[call-arg]
    assert str(caught.value) == (
        "Scale: there is no argument 'ofset'.\n"
        "  expected: one of: factor, offset, axes\n"
        "  got:      ofset=...\n"
        "  fix:      Did you mean 'offset'? Write it so."
    )


def test_a_missing_argument_is_named() -> None:
    with pytest.raises(ArgumentError) as caught:
        Scale()  # type: ignore[call-arg]
    assert str(caught.value) == (
        "Scale: the argument 'factor' is missing.\n"
        "  expected: a value for 'factor' (all arguments: factor, offset, axes)\n"
        "  got:      no 'factor'\n"
        "  fix:      Add factor=... to the call."
    )


def test_too_many_arguments_are_counted() -> None:
    with pytest.raises(ArgumentError) as caught:
        Scale(1.0, 2.0, 3.0)  # type: ignore[misc]
    assert (caught.value.expected, caught.value.got) == ("at most 2: factor, offset, axes", "3")
    with pytest.raises(ArgumentError, match="too many positional arguments"):
        Plain(1)  # type: ignore[call-arg]


def test_a_class_without_arguments_refuses_names() -> None:
    with pytest.raises(ArgumentError, match="no argument 'factor'"):
        Plain(factor=1)  # type: ignore[call-arg]


def test_an_argument_given_twice_is_refused() -> None:
    with pytest.raises(TypeError, match="multiple values"):
        Scale(1.0, factor=2.0)  # type: ignore[misc]


@pytest.mark.parametrize(
    "made", [Plain(), Scale(2.0, axes=(4,)), Special(3, Scale(1.0), name="a"), Inherits(2), Gathers(1, 2, last=3)]
)
@pytest.mark.parametrize("way", ["copy", "deepcopy", *range(2, pickle.HIGHEST_PROTOCOL + 1)])
def test_copies_and_pickles_keep_arguments_and_state(made: Configurable, way: str | int) -> None:
    made.later = [1, 2]  # type: ignore[attr-defined]
    again = pickle.loads(pickle.dumps(made, way)) if isinstance(way, int) else getattr(copy, way)(made)  # noqa: S301
    assert type(again) is type(made)
    assert again is not made
    assert again.get_config() == made.get_config()
    assert again.later == [1, 2]
    assert vars(again).keys() == vars(made).keys()


def test_a_deep_copy_shares_nothing_with_its_original() -> None:
    made = Special(3, inner=[1, 2])
    again = copy.deepcopy(made)
    again.inner.append(3)
    assert made.inner == [1, 2]
    assert again.get_config()["inner"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("kind", "signature"),
    [
        (Plain, "()"),
        (Named, "(name: 'str | None' = None, **more: 'Any') -> 'None'"),
        (Special, "(units: 'int', inner: 'Any' = None, **kwargs: 'Any') -> 'None'"),
        (Inherits, "(units: 'int', inner: 'Any' = None, **kwargs: 'Any') -> 'None'"),
        (Gathers, "(*parts: 'int', last: 'int' = 0) -> 'None'"),
    ],
)
def test_the_signature_of_a_class_is_that_of_its_constructor(kind: type, signature: str) -> None:
    assert str(inspect.signature(kind)).removesuffix(" -> 'None'") == signature.removesuffix(" -> 'None'")


def test_the_signature_of_an_object_that_can_be_called_is_that_of_the_call() -> None:
    class Called(Configurable):
        def __call__(self, x: int, training: bool = False) -> int:
            return x

    assert list(inspect.signature(Called()).parameters) == ["x", "training"]


def softplus(x: float) -> float:
    return x


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (3, 3),
        (0.5, 0.5),
        (None, None),
        (True, True),
        ("relu", "relu"),
        ((1, (2, None)), [1, [2, None]]),
        ({1: (2,)}, {"1": [2]}),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.array(2.0), 2.0),
        (np.arange(4).reshape(2, 2), [[0, 1], [2, 3]]),
        (torch.tensor(2), 2),
        (torch.tensor([0.5, 1.0]), [0.5, 1.0]),
        (softplus, "softplus"),
        (np.float32, "float32"),
        (Scale(1.0), {"class_name": "Scale", "config": {"factor": 1.0, "offset": 0.0, "axes": [1, 2]}}),
        ([Plain()], [{"class_name": "Plain", "config": {}}]),
    ],
)
def test_values_become_plain_ones_that_json_can_hold(value: object, plain: object) -> None:
    serialized = serialize(value)
    assert serialized == plain
    assert type(serialized) is type(plain)
    assert json.loads(json.dumps(serialized)) == plain


def test_what_was_serialized_is_made_again() -> None:
    config = json.loads(json.dumps(serialize(Special(3, inner=(1, 2), name="a"))))
    made = deserialize(config, TABLE, where="layers")
    assert isinstance(made, Special)
    assert serialize(made) == config


def test_a_name_alone_is_made_with_its_defaults() -> None:
    assert isinstance(deserialize("plain", TABLE, where="layers"), Plain)


def test_a_configuration_may_be_left_out_or_be_none() -> None:
    assert isinstance(deserialize({"class_name": "Plain"}, TABLE, where="layers"), Plain)
    assert isinstance(deserialize({"class_name": "Plain", "config": None}, TABLE, where="layers"), Plain)


def test_a_class_may_read_its_configuration_in_its_own_way() -> None:
    made = Reads([Scale(1.0), Plain()])
    again = deserialize(serialize(made), TABLE, where="models")
    assert [type(layer) for layer in again.layers] == [Scale, Plain]


def test_a_table_may_hold_functions() -> None:
    assert deserialize({"class_name": "double", "config": {"x": 4}}, {"double": lambda x: 2 * x}, where="t") == 8


def test_an_unknown_class_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'Scale'"):
        deserialize({"class_name": "Scales", "config": {}}, TABLE, where="layers")


@pytest.mark.parametrize("wrong", [3, None, {}, {"config": {}}, {"class_name": 5}, ["Plain"]])
def test_what_describes_no_object_is_refused(wrong: object) -> None:
    with pytest.raises(ArgumentError, match="does not describe an object") as caught:
        deserialize(wrong, TABLE, where="layers")
    assert caught.value.got == repr(wrong)
    assert caught.value.expected == 'a name, or {"class_name": ..., "config": {...}}'


def test_an_object_shows_the_arguments_that_are_not_the_usual_ones() -> None:
    assert repr(Adam()) == "Adam()"
    assert repr(Adam(ExponentialDecay(0.1, 10, 0.9), clipnorm=1.0)) == (
        "Adam(learning_rate=ExponentialDecay(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.9), clipnorm=1.0)"
    )
