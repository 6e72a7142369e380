from __future__ import annotations

from typing import Any

import pytest

from nervure.constraints import MaxNorm
from nervure.explain.explanation import Explanation
from nervure.optimizers import SGD, Adam, Optimizer
from nervure.optimizers.schedules import ExponentialDecay
from tests.explain.updates import X, Y, formula_of, stepped

AROUND: list[dict[str, Any]] = [
    {"clipnorm": 0.05},
    {"global_clipnorm": 0.05},
    {"global_clipnorm": 50.0},
    {"clipvalue": 0.01},
    {"weight_decay": 0.1},
    {"loss_scale_factor": 3.0},
    {"use_ema": True},
    {"use_ema": True, "ema_overwrite_frequency": 2},
    {"gradient_accumulation_steps": 2},
    {"gradient_accumulation_steps": 2, "global_clipnorm": 0.05, "use_ema": True, "weight_decay": 0.1},
]


def _every_step(around: dict[str, Any], **options: Any) -> list[Explanation]:
    """Three steps one after another, proved."""
    network = stepped(Adam(0.01, **around), 0, **options)
    explanations = []
    for _ in range(3):
        explanation = network.explain(X, Y)
        assert explanation.verify(everything=True).opaque == 0
        explanations.append(explanation)
        network.train_on_batch(X, Y)
    return explanations


@pytest.mark.covering
@pytest.mark.parametrize("constraint", [None, MaxNorm(0.5)])
@pytest.mark.parametrize("around", AROUND)
def test_what_happens_around_a_rule_agrees(around: dict[str, Any], constraint: MaxNorm | None) -> None:
    assert len(_every_step(around, kernel_constraint=constraint)) == 3


def test_the_clipped_gradient_and_its_length_have_names() -> None:
    *_, explanation = _every_step({"clipnorm": 0.05})
    assert "ĝ[0,1]" in formula_of(explanation, "hidden/kernel/momentum")
    used = str(explanation.value_of("hidden/kernel/used_gradient", (0, 1))).splitlines()[1]
    assert used == "  ĝ[0,1] = dE/dw[0,1]·(c_max / max(‖g‖, c_max))"
    assert explanation.value_of("hidden/kernel/gradient_norm").value > 0.05
    *_, together = _every_step({"global_clipnorm": 0.05})
    assert together.value_of("gradient_norm").value > explanation.value_of("hidden/kernel/gradient_norm").value


def test_exempt_weights_do_not_decay() -> None:
    network = stepped(SGD(0.1, weight_decay=0.1), 0)
    network.optimizer.exclude_from_weight_decay(var_names=["bias"])
    explanation = network.explain(X, Y)
    explanation.verify(everything=True)
    assert formula_of(explanation, "hidden/kernel") == "w⁺[0,1] = w[0,1]·(1 - η·λ) - η·dE/dw[0,1]"
    assert formula_of(explanation, "hidden/bias", (1,)) == "b⁺[1] = b[1] - η·dE/db[1]"


def test_gradients_are_gathered_and_then_used() -> None:
    first, second, _ = _every_step({"gradient_accumulation_steps": 2})
    assert formula_of(first, "hidden/kernel/gradient_accumulator") == "g_sum⁺[0,1] = g_sum[0,1] + dE/dw[0,1]"
    assert formula_of(first, "hidden/kernel") == "w⁺[0,1] = w[0,1]"
    used = str(second.value_of("hidden/kernel/used_gradient", (0, 1))).splitlines()[1]
    assert used == "  ĝ[0,1] = (dE/dw[0,1] + g_sum[0,1]) / 2"


def test_the_average_follows_and_may_take_the_place_of_the_weights() -> None:
    explanations = _every_step({"use_ema": True, "ema_overwrite_frequency": 2})
    assert formula_of(explanations[0], "hidden/kernel/average") == "w̄⁺[0,1] = w⁺[0,1]"
    assert formula_of(explanations[1], "hidden/kernel") == "w⁺[0,1] = w̄⁺[0,1]"


def test_the_rate_of_a_schedule_is_a_symbol_with_its_value() -> None:
    explanation = stepped(SGD(ExponentialDecay(0.5, 1, 0.5)), 1).explain(X, Y)
    explanation.verify(everything=True)
    assert " - 0.25 × " in str(explanation.update_of("hidden/kernel", (0, 1)))


def test_an_optimizer_of_ones_own_is_opaque() -> None:
    class SignDescent(Optimizer):
        def step(self, values: Any, gradients: Any, learning_rate: float) -> None:
            values.sub_(gradients.sign(), alpha=learning_rate)

    explanation = stepped(SignDescent(0.01), 1).explain(X, Y)
    assert explanation.verify(everything=True).opaque == 20
    assert "SignDescent" in str(explanation.update_of("hidden/kernel", (0, 1)))
