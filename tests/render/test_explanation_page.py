from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np

from nervure.records.explanation_page import (
    ExplanationPage,
    ExplanationPages,
    PageBox,
    PageName,
    PageParameter,
    PageStep,
    PageTensor,
    PageValue,
)
from nervure.records.expression import Call, Number, Symbol, maximum, select
from nervure.render.explanation_page import MOST_BYTES, explanation_html, smallest, tree
from tests.records.places import place

NUMBERS = np.array([1.5, -2.0, 0.25], "<f4")
TENSOR = PageTensor("f32", 3, NUMBERS.tobytes())
BITS = PageTensor("bits", 3, b"\xa0")
NAME = "dense</script>"
RECORD = ExplanationPage(
    model="tiny", training=False, samples=1, inputs=("x",), outputs=(f"{NAME}/output",),
    boxes=(
        PageBox("x", "input", "input", "(N, 3)", "x"),
        PageBox(NAME, "layer", "dense", "(N, 3)", f"{NAME}/output"),
    ),
    edges=((0, 1),),
    names=(PageName("x", "input", "x", "x", "x"),),
    values=(
        PageValue("x", (1, 3), (-2.0, 1.5), data=TENSOR),
        PageValue(f"{NAME}/output", (1, 3), (0.0, 1.0)),
    ),
    parameters=(PageParameter(f"{NAME}/kernel", (3,), (0.0, 1.0), TENSOR, True, slots={"m": "zero"}),),
    steps=(
        PageStep("dense", ("x",), (f"{NAME}/output",), (), (), ("x",), {}, "", has_rule=True, mask=BITS),
    ),
    loss=float("nan"),
    derivations={place("value", "y", (0, 1)): Number(2.0) + 1},
)  # fmt: skip


def carried(html: str, name: str) -> Any:
    found = re.search(rf'<script type="text/plain" id="{name}">(.*?)</script>', html)
    assert found is not None
    return found[1]


def test_the_payload_names_everything_and_the_tensors_hold_the_numbers() -> None:
    html = explanation_html(ExplanationPages(RECORD))
    shared = json.loads(carried(html, "payload"))
    payload = shared["prediction"]
    assert payload["values"][0]["data"] == 0
    assert payload["values"][1]["data"] is None
    assert payload["parameters"][0]["slots"] == {"m": "zero"}
    assert payload["names"] == [["x", "input", "x", "x", "x", "", ""]]
    assert payload["loss"] is None
    assert payload["derivations"] == [["value", "y", [0, 1], ["sum", ["number", 2.0], ["number", 1.0]]]]
    data = base64.b64decode(carried(html, "tensors"))
    for stored in shared["tensors"]:
        assert stored["start"] % 4 == 0
    first = shared["tensors"][0]
    assert np.frombuffer(data, "<f4", first["count"], first["start"]).tolist() == NUMBERS.tolist()


def test_the_diagram_has_places_for_wide_and_for_narrow_screens() -> None:
    diagram = json.loads(carried(explanation_html(ExplanationPages(RECORD)), "payload"))["prediction"]["diagram"]
    (_, first), (_, second) = diagram["wide"]["centers"]
    assert second > first
    assert len(diagram["narrow"]["routes"]) == 1
    assert diagram["boxes"][1]["kind"] == "dense"


def test_expressions_are_lists_of_their_parts() -> None:
    x = Symbol("x", (0, 1), 0.5, place("value", "input", (0, 1)))
    assert tree(x) == ["symbol", "x", (0, 1), 0.5, False, False, ["value", "input"]]
    assert tree(Symbol("η", (), float("inf"))) == ["symbol", "η", (), None, False, False, None]
    assert tree(Call("exp", -x / 2) ** 2)[:2] == [
        "power",
        ["call", "exp", ["quotient", ["negative", tree(x)], ["number", 2.0]]],
    ]
    assert tree(maximum(x, 0)) == ["max", tree(x), ["number", 0.0]]
    assert tree(select(x, ">", 1, x * 2, 7)) == ["number", 7.0]


def test_script_and_style_stay_small() -> None:
    html = explanation_html(ExplanationPages(RECORD))
    script, style = (re.search(f"<{tag}>.*</{tag}>", html, re.DOTALL) for tag in ("script", "style"))
    assert script is not None
    assert style is not None
    assert len((script[0] + style[0]).encode()) <= 150_000


def test_what_walks_have_in_common_is_carried_once() -> None:
    both = ExplanationPages(RECORD, chosen={5: RECORD, 2: replace(RECORD, loss=0.5)}, num_classes=9)
    payload = json.loads(carried(explanation_html(both), "payload"))
    assert len(payload["tensors"]) == 2
    (first, whole), (second, rest) = payload["chosen"]
    assert (first, second, payload["classes"]) == ("5", "2", 9)
    assert rest == {"loss": 0.5}
    assert whole["values"] == payload["prediction"]["values"]


def test_the_first_page_that_is_small_enough_is_taken() -> None:
    assert smallest(["x" * (MOST_BYTES + 1), "yes", "later"]) == "yes"
    assert smallest(["x" * (MOST_BYTES + 2), "y" * (MOST_BYTES + 1)]).startswith("y")


def test_operations_are_named_in_both_languages() -> None:
    boxes = (PageBox("x", "input", "input", "", "x"), PageBox(NAME, "layer", "dense + lstm + gelu", "", "y"))
    html = explanation_html(ExplanationPages(replace(RECORD, boxes=boxes)))
    names = json.loads(carried(html, "payload"))["operations"]
    assert names == {
        "dense": {"en": "dense", "ko": "완전 연결"},
        "input": {"en": "input", "ko": "입력"},
        "lstm": {"en": "LSTM", "ko": "LSTM"},
    }
