from __future__ import annotations

from nervure.optimizers import SGD
from tests.explain.updates import assert_update_proved, formula_of


def test_every_number_agrees() -> None:
    assert_update_proved(SGD(0.1))
    assert_update_proved(SGD(0.1, momentum=0.9))
    assert_update_proved(SGD(0.1, momentum=0.9, nesterov=True))


def test_plain_and_with_momentum() -> None:
    plain = assert_update_proved(SGD(0.1))
    assert formula_of(plain, "hidden/kernel") == "w⁺[0,1] = w[0,1] - η·dE/dw[0,1]"
    momentum = assert_update_proved(SGD(0.1, momentum=0.9))
    assert formula_of(momentum, "hidden/kernel") == "w⁺[0,1] = w[0,1] + m⁺[0,1]"
    assert formula_of(momentum, "hidden/kernel/momentum") == "m⁺[0,1] = φ·m[0,1] - η·dE/dw[0,1]"
