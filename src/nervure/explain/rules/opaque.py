"""Numbers that code of others computed: torch's own differentiation, a loss or a layer of one's own.

They have values and gradients like all others; what happens between them is not for us to write down, and it is said.
"""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.records.expression import Expression, Number
from nervure.records.place import Index


def _loss_value(call: LossCall, index: Index) -> Expression:
    return call.value(index)


def _loss_gradient(call: LossCall, index: Index) -> Expression:
    found = call.recording.array("gradient", call.name)
    assert found is not None
    return Number(float(found[index]))


OPAQUE_LOSS = LossRule(_loss_value, _loss_gradient)
