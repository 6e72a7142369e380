from __future__ import annotations

import json

from nervure import Input, Model, Sequential
from nervure.layers import Dense, Flatten
from nervure.models.description import chain_config, graph_config, layer_config
from tests.models.networks import two_ended


def test_a_layer_is_its_class_its_name_and_its_arguments() -> None:
    layer = Dense(3, activation="relu", input_shape=(4,))
    layer.trainable = False
    config = layer_config(layer, "dense_7")
    assert (config["class_name"], config["name"], config["trainable"]) == ("Dense", "dense_7", False)
    assert config["config"]["units"] == 3
    assert "input_shape" not in config["config"]


def test_only_a_name_that_was_given_stands_among_the_arguments() -> None:
    assert layer_config(Dense(3, name="mine"), "mine")["config"]["name"] == "mine"
    numbered = Sequential([Input((4,)), Dense(3)])
    assert layer_config(numbered, "sequential")["config"]["name"] is None


def test_a_graph_says_who_reads_what() -> None:
    config = graph_config(two_ended().graph)
    assert [entry["name"] for entry in config["inputs"]] == ["left", "right"]
    assert [entry["batch_shape"] for entry in config["inputs"]] == [[None, 6], [None, 6]]
    assert [layer["name"] for layer in config["layers"]] == ["shared", "inner", "add", "concatenate", "kind", "size"]
    calls = [(call["layer"], call["inputs"]) for call in config["calls"]]
    assert [layer for layer, _ in calls].count("shared") == 2
    numbers = {layer: number + 2 for number, (layer, _) in enumerate(calls)}
    assert dict(calls)["concatenate"][0] == [numbers["add"], 0]
    assert config["outputs"] == [[numbers["kind"], 0], [numbers["size"], 0]]


def test_a_chain_is_its_layers_and_its_input_where_that_is_known() -> None:
    model = Sequential([Flatten(), Dense(3)])
    assert chain_config(model.layers, ["flatten", "dense"], None)["input"] is None
    model.build((None, 2, 2))
    assert model.get_config()["input"] == {"name": "input_layer", "is_given": False, "batch_shape": [None, 2, 2]}


def test_a_description_is_plain_values() -> None:
    x = Input((4,))
    for model in (two_ended(), Model({"a": x}, {"b": Dense(2)(x)}), Sequential([Dense(2)])):
        described = model.description()
        assert json.loads(json.dumps(described)) == json.loads(model.to_json())
