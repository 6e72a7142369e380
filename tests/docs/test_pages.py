"""Every block of the pages runs: programs and commands, in the order in which they are read."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure import set_language
from nervure.cli.usage import UsageError
from nervure.data import digits
from tests.docs.reader import Reader, commands, disagreement, examine, shown_below, without_numbers
from tests.house.documents import Block, Document
from tests.house.source import ROOT

DOCS = ROOT / "docs"
# These have sessions of Python (>>>), which run beside this in files of their own.
SESSIONS = ("explanations.md", "tensors.md", "tensors.ko.md")
CHARACTERS = ("bart_simpson", "homer_simpson", "lisa_simpson", "marge_simpson")
PAGES = [
    page.name
    for page in (Document(path) for path in sorted(DOCS.rglob("*.md")) if path.name not in SESSIONS)
    if any(block.language == "python" or commands(block) for block in page.blocks if block.language != "text")
]
KOREAN = [name for name in PAGES if name.endswith(".ko.md")]
# These train networks and write pages; the gate follows them beside the tests.
LONG = ["docs/getting_started.md", "docs/how_to/command_line.md", "docs/how_to/explain.md", "docs/how_to/folder.md"]


def photograph(digit: np.ndarray) -> Image.Image:
    """A digit as it is written: dark on a white sheet, and not in its middle."""
    sheet = Image.new("L", (240, 200), 235)
    sheet.paste(Image.fromarray(235 - (digit * 0.8).astype(np.uint8)).resize((112, 112)), (100, 30))
    return sheet


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader is supposed to have: a trained run, photographs of a digit, a folder of characters."""
    folder = tmp_path_factory.mktemp("desk")
    pictures, _ = digits()
    photograph(pictures[3500]).save(folder / "three.png")
    draw = np.random.default_rng(0)
    for number, character in enumerate(CHARACTERS):
        place = folder / "simpsons" / character
        place.mkdir(parents=True)
        for picture in range(12):
            color = np.full((28, 28, 3), 60 * number, np.uint8) + draw.integers(0, 40, (28, 28, 3), np.uint8)
            Image.fromarray(color).save(place / f"pic_{picture:04}.jpg")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        printed, code = Reader().type("nervure train digits --out runs/digits --seed 1")
    assert code == 0, printed
    return folder


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in KOREAN + LONG else ()) for name in PAGES]
)
def test_every_block_does_what_the_page_says(
    name: str, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Document(ROOT / name)
    begins = "getting_started" in name  # it trains the run that others have already
    shutil.copytree(desk, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("runs" if begins else ""))
    monkeypatch.chdir(tmp_path)
    set_language("ko" if name.endswith(".ko.md") else "en")
    for block, printed, is_error in Reader().follow(page):
        shown = shown_below(page, block)
        assert shown is not None or not is_error, f"{block.body}\n{printed}"
        assert shown is None or disagreement(shown, printed) is None, disagreement(shown, printed)


@pytest.mark.parametrize("name", KOREAN)
def test_korean_pages_have_the_programs_and_commands_of_the_english_ones(name: str) -> None:
    korean, english = Document(ROOT / name), Document(ROOT / name.replace(".ko.md", ".md"))
    assert [heading.level for heading in korean.headings] == [heading.level for heading in english.headings]
    assert [block.language for block in korean.blocks] == [block.language for block in english.blocks]
    for block, twin in zip(korean.blocks, english.blocks, strict=True):
        assert commands(block) == commands(twin)
        if block.language == "python":
            assert without_words(block.body) == without_words(twin.body)


def without_words(program: str) -> str:
    """A program without what it says: the sentences that it prints."""
    tree = ast.parse(program)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            values = [value for value in node.values if isinstance(value, ast.FormattedValue)]
            node.values = sorted(values, key=ast.unparse)  # Korean says them in another order
    return ast.unparse(tree)


def test_wrong_commands_and_wrong_output_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examine(["bench", "--rounds", "2"])
    with pytest.raises(UsageError):
        examine(["bench", "--round", "2"])
    assert Reader().run("import nervure\nnervure.layers.Dense(0)")[1]
    assert disagreement(Block("text", "3\n", ""), "3\n") is None
    assert disagreement(Block("text", "3\n", ""), "4\n") is not None
    assert disagreement(Block("output", "loss 0.3\n…\nend\n", ""), "loss 0.4\nmore\nend\n") is None
    assert disagreement(Block("output", "end\nloss 0.3\n", ""), "loss 0.4\nend\n") is not None
    assert without_numbers("0.98 of 1,000 in  2e-07") == "# of # in #"
