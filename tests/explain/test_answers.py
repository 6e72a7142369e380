from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nervure as nv
from tests.explain.networks import classifier, explained


def test_an_answer_has_its_number_and_shows_itself(tmp_path: Path) -> None:
    answer = explained().value_of("hidden/z", (0, 0))
    assert answer.value == pytest.approx(0.08)
    assert str(answer).startswith("hidden/z[0,0] = 0.08")
    assert repr(answer) == str(answer)
    assert answer.to_latex().startswith(r"\begin{align*}")
    assert answer.to_mathml().startswith("<math")
    assert "<math" in answer._repr_html_()
    answer.to_html(tmp_path / "answer.html")
    assert "hidden/z[0,0]" in (tmp_path / "answer.html").read_text(encoding="utf-8")


def test_contributions_add_up_to_the_gradient_by_sample_too() -> None:
    network, x, y = classifier()
    explanation = network.explain(x, y)
    answer = explanation.gradient_of("hidden/kernel", (1, 2))
    assert len(answer.contributions) == 3
    assert sum(part.value for part in answer.contributions) == pytest.approx(answer.value, abs=1e-15)
    assert sorted(answer.by_sample) == [0, 1, 2]
    assert sum(answer.by_sample.values()) == pytest.approx(answer.value, abs=1e-15)


def test_steps_of_a_sample_count_for_that_sample() -> None:
    model = nv.Sequential([nv.Input((3, 2)), nv.layers.TimeDistributed(nv.layers.Dense(2, name="each"), name="time")])
    model.compile("sgd", "mse")
    explanation = model.explain(np.ones((2, 3, 2)), np.zeros((2, 3, 2)))
    answer = explanation.gradient_of(next(name for name in explanation.names if name.endswith("kernel")), (0, 0))
    assert len(answer.contributions) == 6
    assert sorted(answer.by_sample) == [0, 1]
    assert sum(answer.by_sample.values()) == pytest.approx(answer.value)


def test_every_number_in_a_formula_is_a_link_to_its_own() -> None:
    answer = explained().value_of("output/z", (0, 0))
    assert [str(source.derivation.place) for source in answer.sources] == [
        "hidden/output[0,0]",
        "output/kernel[0,0]",
        "hidden/output[0,1]",
        "output/kernel[1,0]",
    ]
    assert answer.sources[0].value == pytest.approx(0.5199893)
    assert answer.sources[0].sources[0].sources[0].value == pytest.approx(0.1)


def test_why_gives_the_lectures_three_factors(tmp_path: Path) -> None:
    why = explained().why("output/kernel", (0, 0))
    assert why.factors == pytest.approx((0.2094460, 0.2380216, 0.5199893), abs=1e-7)
    assert why.value == pytest.approx(0.0259229, abs=1e-7)
    assert why.update is not None
    assert why.update.value == pytest.approx(0.4370386, abs=1e-7)
    assert [str(step.derivation.place) for step in why.steps][-1] == "dE/d output/output[0,0]"
    assert why.to_latex().count(r"\begin{align*}") == 5
    assert why.to_mathml().count("<math") == why._repr_html_().count("<math") == 5
    assert "dE/do[0,0]" in str(why)
    assert repr(why) == str(why)
    why.to_html(tmp_path / "why.html")
    assert (tmp_path / "why.html").read_text(encoding="utf-8").count("<section") == 5


def test_a_value_moves_nowhere() -> None:
    assert explained().why("hidden/z", (0, 0)).update is None


def test_the_derivative_is_worked_out_only_when_asked() -> None:
    gradient = explained().gradient_of("output/z", (0, 1))
    assert [step.reason for step in gradient.derivative_steps][-1] == "named"
    assert "chain rule" not in f"{gradient.text()}{gradient.to_latex()}"
    assert "chain rule" in gradient.text(steps=True)
    assert "chain rule" in gradient.to_latex(steps=True)
    assert explained().value_of("output/z", (0, 1)).derivative_steps == ()
