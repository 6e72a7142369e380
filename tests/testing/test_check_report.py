from __future__ import annotations

import dataclasses

import pytest
from rich.cells import cell_len

from nervure.language import set_language
from nervure.testing import CheckReport, RuleResult

REPORT = CheckReport(
    "Affine 'affine'",
    "(N, 3)",
    (
        RuleResult("dtype", True, 0, 0, "All types agree."),
        RuleResult("input_gradient", False, 0.5, 1e-6, "It is half the slope."),
        RuleResult("config", False, None, 0, "KeyError."),
        RuleResult("wrong_input", False, 2, 0, "It crashes.", is_advice=True),
    ),
)
TABLE = """\
Affine 'affine', input (N, 3): 1 of 3 rules hold.
        rule            measured  at most
holds   dtype                  0        0  All types agree.
FAILS   input_gradient   5.0e-01  1.0e-06  It is half the slope.
FAILS   config                 -        0  KeyError.
advice  wrong_input            2        0  It crashes."""


def test_it_prints_as_a_table() -> None:
    assert str(REPORT) == TABLE
    assert repr(REPORT) == TABLE


def test_columns_line_up_in_korean_too() -> None:
    set_language("ko")
    heading, *rows = str(REPORT).splitlines()
    assert heading == "Affine 'affine', 입력 (N, 3): 규칙 3개 중 1개를 지켜요."
    starts = {cell_len(row[: row.index(name)]) for row, name in zip(rows[1:], names(), strict=True)}
    ends = {cell_len(row[: row.index("  " + sentence)]) for row, sentence in zip(rows[1:], sentences(), strict=True)}
    assert len(starts) == len(ends) == 1
    assert [row.split()[0] for row in rows[1:]] == ["지킴", "어김", "어김", "조언"]


def names() -> list[str]:
    return [rule.name for rule in REPORT.rules]


def sentences() -> list[str]:
    return [rule.sentence for rule in REPORT.rules]


def test_advice_is_no_failure() -> None:
    assert [rule.name for rule in REPORT.failed] == ["input_gradient", "config"]
    assert not REPORT.passed
    assert dataclasses.replace(REPORT, rules=(REPORT.rules[0], REPORT.rules[3])).passed


def test_results_are_found_by_name_and_cannot_be_changed() -> None:
    assert REPORT["config"] is REPORT.rules[2]
    with pytest.raises(KeyError):
        REPORT["bias"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        REPORT.rules[0].passed = False  # type: ignore[misc]


def test_the_error_lists_what_fails_and_explains_the_first() -> None:
    error = REPORT.error({"input_gradient": "Derive it again.", "config": "Name the arguments."})
    assert error.report is REPORT
    assert str(error) == (
        "Affine 'affine': 2 of 3 rules failed. input_gradient: It is half the slope.\n"
        "  expected: every rule holds\n"
        "  got:      input_gradient 5.0e-01 (at most 1.0e-06); config - (at most 0)\n"
        "  fix:      Derive it again. For the whole table: print(check_layer(..., raise_error=False))."
    )


def test_control_codes_in_a_sentence_do_not_reach_the_terminal() -> None:
    report = CheckReport("A", "(N,)", (RuleResult("dtype", False, 1, 0, "\x1b[31mred"),))
    assert "\x1b" not in str(report)
