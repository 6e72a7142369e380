from __future__ import annotations

import json

import pytest
from scipy import stats

from nervure.records.comparison import Comparison, Difference, Gap, mcnemar_p_value, two_proportions_p_value


@pytest.mark.parametrize(("only_first", "only_second"), [(0, 0), (3, 0), (1, 9), (12, 25), (400, 471), (2000, 2211)])
def test_mcnemars_test_is_the_exact_test_of_a_fair_coin(only_first: int, only_second: int) -> None:
    count = only_first + only_second
    expected = stats.binomtest(only_first, count, 0.5).pvalue if count else 1.0
    assert mcnemar_p_value(only_first, only_second) == pytest.approx(expected, rel=1e-9)
    assert mcnemar_p_value(only_second, only_first) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("first", "second"), [((90, 100), (80, 100)), ((1960, 2000), (480, 500)), ((3, 9), (7, 8))])
def test_two_proportions_are_tested_as_chi_square_does(first: tuple[int, int], second: tuple[int, int]) -> None:
    table = [[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert two_proportions_p_value(first, second) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("first", "second"), [((5, 5), (9, 9)), ((0, 5), (0, 9)), ((0, 0), (3, 4))])
def test_shares_that_say_nothing_are_no_evidence(first: tuple[int, int], second: tuple[int, int]) -> None:
    assert two_proportions_p_value(first, second) == 1.0


def test_a_gap_knows_its_size_and_whether_chance_makes_it() -> None:
    on_the_same = Gap("mcnemar", (95, 100), (86, 100), "digits", only_first=10, only_second=1)
    assert on_the_same.size == pytest.approx(0.09)
    assert on_the_same.is_significant
    assert not Gap("two_proportions", (95, 100), (92, 100)).is_significant


def test_results_on_pictures_that_look_alike_are_weaker_evidence() -> None:
    plain, alike = (Gap("two_proportions", (90, 100), (80, 100), independent=each) for each in (None, (50.0, 40.0)))
    assert plain.is_significant
    assert not plain.has_alike
    assert not alike.is_significant
    assert alike.has_alike
    assert alike.p_value == pytest.approx(two_proportions_p_value((45, 50), (32, 40)))
    assert not Gap("two_proportions", (9, 10), (8, 10), independent=(10.0, 10.0)).has_alike


def test_a_comparison_sorts_its_differences_and_becomes_json() -> None:
    differences = (Difference("data", "kind", "npz", "digits"), Difference("settings", "epochs", "3", "5"))
    compared = Comparison("a", "b", differences, Gap("mcnemar", (9, 10), (8, 10), "digits", 2, 1))
    assert [each.name for each in compared.of("settings")] == ["epochs"]
    values = json.loads(json.dumps(compared.to_json()))
    assert values["runs"] == ["a", "b"]
    assert values["differences"][0] == {"subject": "data", "name": "kind", "first": "npz", "second": "digits"}
    assert (values["gap"]["test"], values["gap"]["first"]["accuracy"]) == ("mcnemar", 0.9)
    assert Comparison("a", "b", (), None).to_json()["gap"] is None
