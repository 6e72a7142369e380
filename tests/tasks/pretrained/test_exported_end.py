from __future__ import annotations

from typing import Any

import pytest
import torch

from nervure.tasks.pretrained.exported_end import features_end
from nervure.tasks.pretrained.exported_file import Exported
from nervure.tasks.pretrained.exported_graph import Graph
from tests.layers.programs import program, step

MAPS = step("relu.default", "maps", self="x")
POOLED = step("adaptive_avg_pool2d.default", "pooled", self="maps", output_size=[1, 1])
MEANS = step("mean.dim", "pooled", self="maps", dim=[-1, -2])
FLAT = step("flatten.using_ints", "flat", self="pooled", start_dim=1)
KEPT = step("dropout.default", "kept", input="flat", p=0.5, train=False)
CLASSES = step("linear.default", "classes", input="kept", weight="w", bias=None)
SHARES = step("softmax.int", "shares", self="classes", dim=1)


def shortened(*steps: dict[str, Any]) -> tuple[str, int, int | None]:
    """What a program gives then, how many steps it has, and how many classes were left off."""
    described = program(*steps, w=(7, 6))
    exported = Exported(Graph(described, (None, 3, 8, 8), (2, 3, 8, 8)), {"w": torch.zeros(7, 6)}, "")
    found, left_off = features_end(exported)
    made = found.graph.program
    is_read = any(each["operation"] == "linear.default" for each in made["steps"])
    assert set(made["tensors"]) == ({"w"} if is_read else set())
    return made["output"], len(made["steps"]), left_off


@pytest.mark.parametrize(
    ("steps", "output", "left_off"),
    [
        ([MAPS, POOLED, FLAT, KEPT, CLASSES, SHARES], "maps", 7),
        ([MAPS, MEANS, FLAT, KEPT, CLASSES], "maps", 7),
        ([MAPS, POOLED, FLAT], "maps", None),
        ([MAPS], "maps", None),
    ],
)
def test_features_are_the_maps_before_their_means_and_the_classifier(
    steps: list[dict[str, Any]], output: str, left_off: int | None
) -> None:
    assert shortened(*steps) == (output, 1, left_off)


def test_what_is_no_classifier_stays() -> None:
    squeezed = step("relu.default", "y", self="classes")
    wide = step("adaptive_avg_pool2d.default", "pooled", self="maps", output_size=[2, 2])
    assert shortened(MAPS, POOLED, FLAT, KEPT, CLASSES, squeezed) == ("y", 6, None)
    assert shortened(MAPS, wide, FLAT) == ("flat", 3, None)
    computed = step("neg.default", "w2", self="w"), step("linear.default", "y", input="maps", weight="w2", bias=None)
    assert shortened(MAPS, *computed)[:1] == ("y",)
    assert shortened(step("linear.default", "y", input="x", weight="w", bias=None)) == ("y", 1, None)
