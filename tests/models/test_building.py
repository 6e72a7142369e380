from __future__ import annotations

import copy
from typing import Any

import pytest

from nervure import Input, Model, Sequential
from nervure.errors import FileError, UnknownNameError
from nervure.layers import TABLE, Dense, Layer
from nervure.models.building import Makers, build
from nervure.models.custom_objects import layer_from
from nervure.models.network import named_parameters
from tests.models.networks import assert_explained, two_ended

MAKERS = Makers(
    layer=lambda described, path: layer_from(described, path, TABLE, {}, "a test"),
    graph=lambda inputs, outputs, name: Model(inputs, outputs, name=name),
    chain=lambda chain, name: Sequential(list(chain), name=name),
    where="a test",
)


def paths(model: Any) -> list[tuple[str, tuple[int, ...]]]:
    return [(name, parameter.shape) for name, parameter, *_ in named_parameters(model.graph)]


def test_a_graph_comes_back_with_its_calls_names_and_frozen_layers() -> None:
    model = two_ended()
    model.get_layer("kind").trainable = False
    model.get_layer("inner").get_layer("dense").trainable = False
    made: Any = build(model.description(), MAKERS)
    assert paths(made) == paths(model)
    assert made.name == "two_ended"
    assert made.output_names == ["kind", "size"]
    assert [layer.name for layer in made.layers if not layer.trainable] == ["kind"]
    assert [layer.name for layer in made.get_layer("inner").layers if not layer.trainable] == ["dense"]
    assert made.to_json() == model.to_json()


def test_numbers_stay_and_names_that_were_given_are_known_as_such() -> None:
    x = Input((4,), name="data")
    model = Model(x, Dense(2, name="last")(Dense(3)(x)))
    made: Any = build(model.description(), MAKERS)
    assert [(layer.name, layer.has_given_name) for layer in made.layers] == [
        ("data", True), ("dense", False), ("last", True),
    ]  # fmt: skip
    # Two models from files can be parts of a third.
    again: Any = build(model.description(), MAKERS)
    whole = Sequential([made, Dense(4), again])
    assert [whole.name_of(layer) for layer in whole.layers] == ["model", "dense", "model_1"]


def test_the_flag_of_a_model_does_not_thaw_its_layers() -> None:
    model = Sequential([Input((4,)), Dense(3), Dense(2)])
    model.layers[0].trainable = False
    assert [layer.trainable for layer in build(model.description(), MAKERS).layers] == [False, True]  # type: ignore[attr-defined]
    model.trainable = False
    model.layers[1].trainable = True
    made: Any = build(model.description(), MAKERS)
    assert [layer.trainable for layer in made.layers] == [False, True]
    assert not made.trainable


def test_a_class_that_is_not_known_is_an_error() -> None:
    described = copy.deepcopy(Sequential([Input((4,)), Dense(3)]).description())
    described["config"]["layers"][0]["class_name"] = "Dence"
    assert_explained(UnknownNameError, lambda: build(described, MAKERS), "'Dence'", "'Dense'", "a test")


def broken() -> list[Any]:
    described = two_ended().description()
    changes: list[Any] = [
        lambda d: d.pop("class_name"),
        lambda d: d.pop("config"),
        lambda d: d["config"].pop("calls"),
        lambda d: d["config"].update(calls=3),
        lambda d: d["config"].update(layers="abc"),
        lambda d: d["config"]["calls"][0].update(inputs=[[99, 0]]),
        lambda d: d["config"]["calls"][0].update(layer="nobody"),
        lambda d: d["config"]["calls"][0].update(inputs=[[0, "x"]]),
        lambda d: d["config"]["inputs"][0].pop("batch_shape"),
        lambda d: d["config"].update(outputs=[[0]]),
        lambda d: d["config"].update(output_keys=["only one"]),
    ]
    made: list[Any] = [None, 3, [], "Sequential", {}]
    for change in changes:
        other = copy.deepcopy(described)
        change(other)
        made.append(other)
    return made


@pytest.mark.parametrize("described", broken())
def test_a_description_that_is_not_ours_is_an_error(described: Any) -> None:
    assert_explained(FileError, lambda: build(described, MAKERS), "a test")


def test_layers_are_made_with_their_paths() -> None:
    seen: list[str] = []

    def made(described: Any, path: str) -> Layer:
        seen.append(path)
        return MAKERS.layer(described, path)

    build(two_ended().description(), MAKERS._replace(layer=made))
    assert seen == ["shared", "inner/dense", "inner/batch_normalization", "add", "concatenate", "kind", "size"]
