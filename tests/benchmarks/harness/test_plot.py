from __future__ import annotations

from pathlib import Path

from benchmarks.harness.plot import bars, draw, short_title
from benchmarks.works.table import WORKS
from tests.benchmarks.harness.results import entry, result

CNN = WORKS["lecture-cnn"]
MADE = result(
    "lecture-cnn", entry("nervure", 1.0), entry("torch-eager", 4.0), entry("torch-compile", 3.0),
    entry("torch-bfloat16", 0.5), entry("keras-jax", 6.0),
)  # fmt: skip


def test_each_library_stands_in_its_fastest_way() -> None:
    assert [(bar.title, bar.middle) for bar in bars(CNN, MADE)] == [
        ("PyTorch compile, fused Adam", 3.0),
        ("Keras on JAX", 6.0),
    ]


def test_pictures_are_written_and_name_the_machine(tmp_path: Path) -> None:
    paths = draw([CNN], {"lecture-cnn": MADE}, tmp_path)
    assert [path.name for path in paths] == ["speed.svg", "speed.png"]
    assert paths[1].read_bytes().startswith(b"\x89PNG")
    assert "A processor" in paths[0].read_text(encoding="utf-8")


def test_nothing_is_drawn_of_nothing(tmp_path: Path) -> None:
    assert draw([CNN], {"lecture-cnn": result("lecture-cnn", entry("nervure", 1.0))}, tmp_path) == []


def test_titles_leave_out_what_all_share() -> None:
    assert short_title(CNN) == "lecture CNN, batch 128"
