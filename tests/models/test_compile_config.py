from __future__ import annotations

import json
from typing import Any

import pytest
import torch

from nervure import losses, metrics
from nervure.errors import ArgumentError, UnknownNameError
from nervure.graph.precision import bfloat16_is_native
from nervure.models.compilation import Compilation
from nervure.models.compile_config import compile_arguments, compile_config, settled_precision
from nervure.optimizers import Adam
from tests.models.test_compilation import ARGUMENTS


def half(y_true: torch.Tensor, y_pred: torch.Tensor) -> torch.Tensor:
    return ((y_true - y_pred) ** 2).sum(-1) / 2


def through(custom: Any = None, **given: Any) -> dict[str, Any]:
    """The arguments as they come back from JSON."""
    arguments = {**ARGUMENTS, **given}
    described = json.loads(json.dumps(compile_config(Compilation.of(arguments), arguments)))
    return compile_arguments(described, custom or {}, "a test")


def test_names_objects_lists_and_mappings_come_back() -> None:
    made = through(
        optimizer=Adam(0.02, beta_1=0.8),
        loss={"a": losses.BinaryCrossentropy(label_smoothing=0.1), "b": "mse"},
        loss_weights={"a": 0.5},
        metrics={"a": ["accuracy", metrics.BinaryAccuracy(threshold=0.3)]},
        weighted_metrics=[None, ["mae"]],
        precision="float64",
    )
    assert made["optimizer"].get_config() == Adam(0.02, beta_1=0.8).get_config()
    assert made["loss"]["a"].get_config() == losses.BinaryCrossentropy(label_smoothing=0.1).get_config()
    assert made["loss"]["b"].name == "mse"
    assert made["metrics"]["a"][0] == "accuracy"
    assert made["metrics"]["a"][1].threshold == 0.3
    assert made["weighted_metrics"] == [None, ["mae"]]
    assert made["loss_weights"] == {"a": 0.5}
    assert made["precision"] == "float64"


def test_nothing_stays_nothing_and_a_name_that_shapes_decide_a_name() -> None:
    made = through(loss="crossentropy")
    assert made["loss"] == "crossentropy"
    assert made["metrics"] is None
    assert through()["loss"] is None


def test_functions_come_back_by_their_names() -> None:
    made = through({"half": half}, loss=half, metrics=[half])
    assert made["loss"].options["function"] is half
    assert made["metrics"][0].name == "half"


def test_functions_that_were_not_handed_over_are_errors() -> None:
    with pytest.raises((ArgumentError, UnknownNameError)):
        through(loss=half)
    # A metric's name is looked up when compile looks it up.
    assert through(metrics=[half])["metrics"] == ["half"]


def test_a_class_that_is_not_ours_is_an_error() -> None:
    described = compile_config(Compilation.of(ARGUMENTS), ARGUMENTS)
    described["optimizer"] = {"class_name": "Tiger", "config": {}}
    with pytest.raises(UnknownNameError, match="Tiger"):
        compile_arguments(described, {}, "a test")


@pytest.mark.parametrize("chosen", ["float32", "bfloat16", None, "float16", 3])
def test_what_auto_was_found_to_be_is_taken_over_where_the_processor_has_it(chosen: Any) -> None:
    made = Compilation.of({**ARGUMENTS, "precision": "auto"})
    settled_precision(made, {"settled_precision": chosen})
    native = bfloat16_is_native(torch.device("cpu"))
    assert made.precision_is_settled == (chosen == "float32" or (chosen == "bfloat16" and native))
    wanted = torch.bfloat16 if chosen == "bfloat16" and native else torch.float32
    assert made.precision.activations == wanted
    assert made.precision.name == "auto"


def test_a_precision_that_was_asked_for_is_not_exchanged() -> None:
    made = Compilation.of({**ARGUMENTS, "precision": "float32"})
    settled_precision(made, {"settled_precision": "bfloat16"})
    assert made.precision.activations == torch.float32


def test_what_auto_was_found_to_be_is_written_down() -> None:
    made = Compilation.of({**ARGUMENTS, "precision": "auto"})
    assert compile_config(made, ARGUMENTS)["settled_precision"] is None
    settled_precision(made, {"settled_precision": "float32"})
    assert compile_config(made, ARGUMENTS)["settled_precision"] == "float32"
