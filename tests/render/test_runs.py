from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from nervure import set_language
from nervure.records.comparison import Comparison, Difference, Gap
from nervure.records.confusion import ConfusionRecord
from nervure.records.evaluation import Evaluation, Unseen
from nervure.records.picture_folder import LeftOut
from nervure.records.recognition import Recognition, Recognitions
from nervure.records.repetition import Agreement, Repetition
from nervure.render import runs

CONFUSION = ConfusionRecord(("고양이", "dog", "bird"), ((8, 2, 0), (1, 9, 0), (0, 0, 0)))
LEFT_OUT = tuple(LeftOut.because("picture.empty_file", path=f"dog/{number}.png") for number in range(25))
DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_evaluation_has_a_line_a_class_that_has_pictures(language: str) -> None:
    set_language(language)
    lines = runs.evaluation_text(Evaluation("runs/a", "pets", 0.25, CONFUSION, LEFT_OUT)).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert "85.00" in lines[0]
    rows = {line.split()[0]: line for line in lines if "%" in line}
    assert "dog (2)" in rows["고양이"]
    assert "bird" not in rows
    assert sum("dog/" in line for line in lines) == 20
    assert "5" in lines[-1]
    alike = replace(Evaluation("runs/a", "pets", 0.25, CONFUSION), num_independent=12.0)
    worth = " 12 different" if language == "en" else " 12장만큼"
    assert worth in " ".join(runs.evaluation_text(alike).splitlines())
    some = " ".join(runs.evaluation_text(replace(alike, unseen=Unseen(9, 6, 4.0))).splitlines())
    assert "from the 9 not" in some if language == "en" else "쓰지 않은 9장으로" in some
    assert worth.replace("12", "4") in some
    learned = runs.evaluation_text(replace(alike, unseen=Unseen(0, 0, 0.0)))
    assert "95 %" not in learned
    assert "95%" not in learned
    assert worth not in " ".join(learned.splitlines())


def test_pictures_have_a_line_each_and_photographs_a_note() -> None:
    seen = (Recognition("a.png", {"0": 0.9, "1": 0.1}), Recognition(f"{'long/' * 20}b.png", {"0": 0.2, "1": 0.8}, True))
    lines = runs.recognitions_text(Recognitions("runs/a", seen), top=2).splitlines()
    assert lines[0].split() == ["a.png", "0", "90.0", "%", "1", "10.0", "%"]
    assert max(map(cell_len, lines[:2])) <= 80
    assert "dark on bright" in " ".join(lines)
    assert "bright on dark" in runs.recognitions_text(Recognitions("runs/a", seen, (), ink_is_bright=False))
    assert "dark on bright" not in runs.recognitions_text(Recognitions("runs/a", seen[:1]))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "gap",
    [
        Gap("mcnemar", (95, 100), (86, 100), "digits", 10, 1),
        Gap("mcnemar", (95, 100), (95, 100), "digits", 3, 3),
        Gap("two_proportions", (95, 100), (40, 50)),
        None,
    ],
)
def test_a_comparison_says_what_was_tested_and_what_it_means(language: str, gap: Gap | None) -> None:
    set_language(language)
    digests = Difference("data", "digest", DIGEST, f"{DIGEST[1:58]}...")
    differences = (Difference("settings", "epochs", "3", "5"), digests)
    text = runs.comparison_text(Comparison("runs/a", "runs/b", differences, gap))
    assert max(map(cell_len, text.splitlines())) <= 80
    assert DIGEST[:12] in text
    assert DIGEST[:13] not in text
    assert DIGEST[1:14] not in text
    assert ("--on digits" in text) == (gap is None)
    assert ("10.1007/BF02295996" in text) == (gap is not None and gap.test == "mcnemar")
    alike = None if gap is None else runs.comparison_text(Comparison("a", "b", (), replace(gap, independent=(60, 30))))
    assert alike is None or len(alike.splitlines()) > len(
        runs.comparison_text(Comparison("a", "b", (), gap)).splitlines()
    )
    if gap is not None and language == "en":
        assert ("statistically significant" in text) == gap.is_significant


@pytest.mark.parametrize(
    ("gap", "says"),
    [
        (Gap("mcnemar", (800, 1000), (0, 1000), "c", only_first=800), "< 0.001"),
        (Gap("mcnemar", (9000, 9000), (0, 9000), "c", only_first=9000), "< 0.001"),  # no float is as small
        (Gap("two_proportions", (10**6, 10**6), (0, 10**6)), "< 0.001"),
        (Gap("mcnemar", (9, 10), (1, 10), "c", only_first=9, only_second=1), "= 0.021"),
        (Gap("two_proportions", (5, 10), (5, 10)), "= 1"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_probability_is_printed_as_0(gap: Gap, says: str, language: str) -> None:
    set_language(language)
    assert f"p {says}" in " ".join(runs.comparison_text(Comparison("a", "b", (), gap)).split())
    assert 0 < gap.to_json()["p_value"] == gap.p_value <= 1


def test_accuracies_of_different_classes_are_not_tested_against_each_other() -> None:
    labels = (Difference("data", "labels", "['cat', 'dog']", "['ant', 'bee']"),)
    gap = Gap("two_proportions", (95, 100), (40, 50))
    text = runs.comparison_text(Comparison("runs/a", "runs/b", labels, gap))
    assert "different classes" in text
    assert "chance" not in text
    judged_on_the_same = runs.comparison_text(Comparison("a", "b", labels, Gap("mcnemar", (95, 100), (86, 100), "c")))
    assert "McNemar" in judged_on_the_same


@pytest.mark.parametrize(
    ("language", "same", "other"), [("en", "The same run", "A different run"), ("ko", "똑같은", "다른")]
)
def test_a_repetition_says_what_changed(language: str, same: str, other: str) -> None:
    set_language(language)
    code, weights = Agreement("code", DIGEST, DIGEST[::-1]), Agreement("weights", "7", "7")
    text = runs.repetition_text(Repetition("runs/a", "runs/b", (code, weights)))
    assert same in text
    assert f"{DIGEST[:12]}" in text
    assert "runs/b" in text
    assert other in runs.repetition_text(Repetition("runs/a", "runs/b", (Agreement("weights", "7", "8"),)))


def test_facts_line_up_and_what_is_missing_is_a_dash() -> None:
    facts = {"path": None, "labels": ["a", "b"], "split": {"train": 8, "test": 1}, "digest": DIGEST}
    assert runs.facts_text("Data", facts).splitlines() == [
        "Data", "  path    -", "  labels  a, b", "  split   train 8, test 1", f"  digest  {DIGEST[:12]}",
    ]  # fmt: skip


def test_long_facts_go_on_below_and_paths_stay_whole() -> None:
    facts = {"labels": [f"class {number}" for number in range(30)], "path": "/".join(["folder"] * 20)}
    lines = runs.facts_text("Data", facts, width=60).splitlines()
    assert "class 29" in lines[-2]
    assert lines[2].startswith(" " * 10)
    assert max(map(len, lines[:-1])) <= 60
    assert lines[-1].endswith("/".join(["folder"] * 20))


def test_control_codes_in_the_names_of_files_are_not_written() -> None:
    left_out = (LeftOut.because("picture.empty_file", path="dog/\x1b[31m.png"),)
    assert "\x1b" not in "\n".join(runs.left_out_lines(left_out))
    assert "\x1b" not in runs.photograph_note("\x1b[31m.png", ink_is_bright=True)
    assert Path("a").name in runs.photograph_note("a", ink_is_bright=True)
