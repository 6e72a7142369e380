from __future__ import annotations

from pathlib import Path

from benchmarks.harness.result import read, write
from tests.benchmarks.harness.results import entry, result


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = result("help", entry("nervure", 0.1, 0.2))
    path = write(made, tmp_path / "new")
    assert [file.name for file in path.parent.iterdir()] == ["help.json"]
    assert read("help", tmp_path / "new") == made


def test_what_was_never_measured_has_no_result(tmp_path: Path) -> None:
    assert read("help", tmp_path) is None


def test_an_entry_is_found_by_the_name_of_its_contender() -> None:
    made = result("help", entry("nervure", 0.1))
    assert made.entry("nervure") is made.entries[0]
    assert made.entry("torch-eager") is None
