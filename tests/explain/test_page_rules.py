from __future__ import annotations

import re

from nervure.explain.page_rules import (
    LOSSES_OF_THE_PAGE,
    OPS_OF_THE_PAGE,
    OPTIMIZERS_OF_THE_PAGE,
    has_rule,
    is_worked_out,
)
from nervure.layers.step import Step
from nervure.ops.dense import DENSE
from nervure.ops.merge import ADD
from nervure.ops.op import Op
from nervure.ops.upsampling import UPSAMPLING
from nervure.render.page import PAGES


def step(op: Op, **options: object) -> Step:
    return Step("layer/output", "layer", op, (0,), (1,), (), options)


def names_in(module: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, (PAGES / "rules" / module).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_page_has_a_rule_for_exactly_these_ops() -> None:
    mirrored: set[str] = set()
    for module in ("dense", "convolution", "pooling", "normalization", "activations", "rearranging", "merging"):
        text = (PAGES / "rules" / f"{module}.js").read_text(encoding="utf-8")
        table = text[text.index("_RULES = {") :]
        mirrored |= set(re.findall(r"^  (\w+):", table, re.MULTILINE)) | set(re.findall(r"[{,] (\w+): [A-Z]", table))
    mirrored |= names_in("activations.js", r"^  (\w+): \{(?= value| *$)")
    names = {op.name for op in OPS_OF_THE_PAGE}
    assert names <= mirrored, f"carried as if the page worked them out: {sorted(names - mirrored)}"


def test_the_page_has_a_rule_for_these_losses_and_optimizers() -> None:
    assert {loss.name for loss in LOSSES_OF_THE_PAGE} == names_in("losses.js", r"^  (\w+): (?:[A-Z_]+|binary\(.*),$")
    exported = re.search(
        r"OPTIMIZER_RULES = \{ (.*) \};", (PAGES / "rules" / "optimizers.js").read_text(encoding="utf-8")
    )
    assert exported is not None
    assert {part.partition(":")[0] for part in exported[1].split(", ")} == set(OPTIMIZERS_OF_THE_PAGE)


def test_a_product_is_derived_but_carried_and_an_activation_is_worked_out() -> None:
    assert has_rule(step(DENSE), ((2, 3),))
    assert not is_worked_out(step(DENSE), ((2, 3),))
    assert is_worked_out(step(ADD), ((2, 3), (2, 3)))


def test_what_stretches_masks_or_interpolates_has_no_rule() -> None:
    assert not has_rule(step(ADD), ((2, 3), (2, 1)))
    assert not has_rule(step(ADD, masked=(True, False)), ((2, 3), (2, 3)))
    assert not has_rule(step(UPSAMPLING, interpolation="bilinear"), ((2, 4, 4, 1),))
    assert has_rule(step(UPSAMPLING), ((2, 4, 4, 1),))


def test_an_op_of_ones_own_has_none_even_under_a_known_name() -> None:
    imposter = Op("dense", DENSE.forward, DENSE.backward)
    assert not has_rule(step(imposter), ((2, 3),))
