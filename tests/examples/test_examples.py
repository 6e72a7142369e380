"""What every example promises; that it keeps it is seen by running it, which the gate does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples"
EXAMPLES = sorted(FOLDER.glob("*.py"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
BLOCKS = ROOT / "tests" / "lecture"
PAGE = 90


def trimmed(text: str) -> list[str]:
    """Lines without trailing spaces, which no editor leaves alone; without empty lines, numbers and imports."""
    lines = (re.sub(r"^\d+ ?", "", line).rstrip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("from ")]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_says_what_it_reaches_and_ends_by_asserting_it(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert "Result: " in (ast.get_docstring(tree) or "")
    assert isinstance(tree.body[-1], ast.Assert)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_a_page(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= PAGE


def test_examples_are_numbered_and_listed_in_their_order() -> None:
    assert [path.name[:3] for path in EXAMPLES] == [f"{number:02}_" for number in range(1, len(EXAMPLES) + 1)]
    assert re.findall(r"^\| \[(\S+)\]\((\S+)\)", README, re.M) == [(path.name, path.name) for path in EXAMPLES]


@pytest.mark.parametrize(
    ("example", "block"), [("02_dense_block.py", "dense_block.txt"), ("03_cnn_block.py", "cnn_block.txt")]
)
def test_the_lectures_blocks_are_used_letter_for_letter(example: str, block: str) -> None:
    lines = trimmed((FOLDER / example).read_text(encoding="utf-8"))
    wanted = trimmed((BLOCKS / block).read_text(encoding="utf-8"))
    start = lines.index(wanted[0])
    assert lines[start : start + len(wanted)] == wanted
