"""What every optimizer does around its own rule: clipping before, decay before, constraints after."""

from __future__ import annotations

from nervure.explain.rules.table import OPTIMIZER_RULES
from nervure.explain.update_call import UpdateCall
from nervure.optimizers import Optimizer
from nervure.records.expression import Expression
from nervure.records.place import Index


def updated_weight(call: UpdateCall, index: Index) -> Expression | None:
    """The weight after the step; None where the optimizer has no rule."""
    rule = OPTIMIZER_RULES.get(type(call.optimizer))
    if rule is None:
        return None
    return rule.weight(call, index, call.w(index), call.g(index))


def updated_slot(call: UpdateCall, slot: str, index: Index) -> Expression | None:
    """What the optimizer keeps after the step; None where it has no rule."""
    rule = OPTIMIZER_RULES.get(type(call.optimizer))
    if rule is None or slot not in rule.slots:
        return None
    return rule.slots[slot].value(call, index, call.g(index))


def slot_letter(optimizer: Optimizer, slot: str) -> str:
    """What formulas call what the optimizer keeps; its name where there is no rule."""
    rule = OPTIMIZER_RULES.get(type(optimizer))
    return slot if rule is None or slot not in rule.slots else rule.slots[slot].letter
