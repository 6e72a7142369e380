from __future__ import annotations

import itertools

import pytest

from tests.covering import covering

pytest_plugins = ["pytester"]
KINDS, PRECISIONS = ("sgd", "adam", "rmsprop"), ("float32", "float64")
CASES = [{"kind": kind, "precision": one} for kind, one in itertools.product(KINDS, PRECISIONS)]


def test_each_value_of_each_argument_is_tried_in_as_few_cases_as_that_takes() -> None:
    chosen = [CASES[number] for number in covering(CASES)]
    assert {case["kind"] for case in chosen} == {*KINDS}
    assert {case["precision"] for case in chosen} == {*PRECISIONS}
    assert len(chosen) == len(KINDS)


def test_a_limit_keeps_those_that_try_the_most() -> None:
    assert covering(CASES, at_most=2) == [0, 3]
    assert covering([{"size": 1}, {"size": 1}, {"size": 2}]) == [0, 2]
    assert covering([]) == []


def test_the_other_cases_are_slow(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.conftest import pytest_collection_modifyitems")
    pytester.makepyfile("""
        import pytest

        @pytest.mark.covering
        @pytest.mark.parametrize("kind", ["sgd", "adam", "rmsprop"])
        @pytest.mark.parametrize("precision", [32, 64])
        def test_a_step_is_right(kind, precision): ...

        @pytest.mark.parametrize("kind", ["sgd", "adam"])
        def test_a_start_is_right(kind): ...
    """)
    markers = ["-o", "markers=slow\ncovering"]
    pytester.runpytest_inprocess(*markers, "-m", "slow").assert_outcomes(passed=3, deselected=5)
    pytester.runpytest_inprocess(*markers, "-m", "not slow").assert_outcomes(passed=5, deselected=3)
