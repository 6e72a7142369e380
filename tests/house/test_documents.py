"""The documents stay true: what they link to, name, promise and show is there."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tests.house.documents import Block, Document, anchor, documents
from tests.house.programs import run_all
from tests.house.source import ROOT, SOURCE

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
READMES = {"en": Document(ROOT / "README.md"), "ko": Document(ROOT / "README.ko.md")}
ARCHITECTURE = Document(ROOT / "ARCHITECTURE.md")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DOCUMENTS = list(documents())
NAMES = [document.name for document in DOCUMENTS]
SECONDS_A_BLOCK = 30  # on a busy machine; alone the longest takes one

# Of no use to a reader: folders of one machine, and who or what wrote a page.
FOREIGN = re.compile(
    r"(?<![\w.])/(home|root|tmp|work|Users)/|\b(agents?|sessions?|workplaces?|prompts?)\b", re.IGNORECASE
)
# Where a short path in a sentence may begin.
PLACES = (ROOT, SOURCE, ROOT / "tests")
PATH = re.compile(r"[\w./-]*\w\.(py|pyi|md|toml|cpp|h|txt|yml|svg|npz)")
TABLE_ROOMS = ("layers", "losses", "optimizers", "metrics", "callbacks")
FILES_OF_A_RUN = ("config.json", "model.safetensors", "history.csv", "train.log")


def programs(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.language == "python"]


def expected_outputs(document: Document) -> list[str | None]:
    """For each program what the page says it prints: the text block right below it, if there is one."""
    found: list[str | None] = []
    for block, following in zip(document.blocks, [*document.blocks[1:], None], strict=True):
        if block.language == "python":
            shows = following is not None and following.language == "text" and not following.between.strip()
            found.append(following.body if shows and following else None)
    return found


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.ko.md", "ko"), ("CONTRIBUTING.md", "en")])
def test_programs_run_and_print_what_stands_below_them(name: str, language: str, tmp_path: Path) -> None:
    document = Document(ROOT / name)
    blocks, expected = programs(document), expected_outputs(document)
    runs, advice = run_all([block.body for block in blocks], tmp_path, language)
    assert blocks
    assert advice == ""
    for block, run, text in zip(blocks, runs, expected, strict=True):
        assert text is not None or not run.is_error, f"{block.body}\n{run.printed}"
        assert text is None or run.printed == text, block.body
        assert run.seconds < SECONDS_A_BLOCK, block.body


def test_both_readmes_have_the_same_headings_programs_and_commands() -> None:
    english, korean = READMES["en"], READMES["ko"]
    assert [heading.level for heading in english.headings] == [heading.level for heading in korean.headings]
    assert [block.language for block in english.blocks] == [block.language for block in korean.blocks]
    for block, twin in zip(english.blocks, korean.blocks, strict=True):
        if block.language == "python":
            assert ast.dump(ast.parse(block.body)) == ast.dump(ast.parse(twin.body))
        elif block.language != "text":
            assert without_comments(block.body) == without_comments(twin.body)
    assert english.text.count("\n| ") == korean.text.count("\n| ")


@pytest.mark.parametrize("language", READMES)
def test_every_example_is_named_in_order(language: str) -> None:
    named = [link.target for link in READMES[language].links if link.target.startswith("examples/")]
    assert named == [f"examples/{path.name}" for path in sorted((ROOT / "examples").glob("*.py"))]


def without_comments(commands: str) -> list[str]:
    return [line.partition("   # ")[0].rstrip() for line in re.sub(r" {2,}#", "   #", commands).splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_what_exists(name: str) -> None:
    document = Document(ROOT / name)
    broken = []
    for link in document.links:
        if "://" in link.target:
            continue
        path, _, place = link.target.partition("#")
        target = (document.path.parent / path).resolve() if path else document.path
        is_there = target.exists() and target.is_relative_to(ROOT)
        if is_there and place:
            is_there = place in Document(target).anchors
        broken += [] if is_there else [link.target]
    assert broken == []


def test_an_anchor_is_made_of_the_words_of_a_heading() -> None:
    assert anchor("How a step runs, in `training`") == "how-a-step-runs-in-training"
    assert "floors" not in ARCHITECTURE.anchors
    assert "the-floors" in ARCHITECTURE.anchors


@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_one_level_at_a_time(name: str) -> None:
    levels = [heading.level for heading in Document(ROOT / name).headings]
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_pages_speak_of_the_product_only(name: str) -> None:
    found = [match[0] for match in FOREIGN.finditer(Document(ROOT / name).text)]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_files_in_code_type_exist(name: str) -> None:
    document = Document(ROOT / name)
    missing = [
        code
        for code in document.code
        if PATH.fullmatch(code) and code not in FILES_OF_A_RUN and not any((place / code).exists() for place in PLACES)
    ]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_library_in_code_type_exist(name: str) -> None:
    document = Document(ROOT / name)
    missing = [code for code in document.code if re.fullmatch(r"nervure(\.\w+)+", code) and not exists(code)]
    missing += [code for code in document.code if re.fullmatch(r"layers\.\w+", code) and not exists(f"nervure.{code}")]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_names_in_code_type_occur_in_the_source(name: str) -> None:
    named = [re.fullmatch(r"(?:[a-zA-Z_]\w*\.)*([a-zA-Z_]\w*)(?:\(.*\))?", code) for code in Document(ROOT / name).code]
    assert {found[1] for found in named if found} - words_of_the_source() == set()


@functools.cache
def words_of_the_source() -> set[str]:
    kinds = (".py", ".pyi", ".cpp", ".h")
    paths = [path for folder in (SOURCE, ROOT / "tests") for path in folder.rglob("*") if path.suffix in kinds]
    paths += [
        ROOT / name for name in ("pyproject.toml", "Makefile", "CMakeLists.txt", ".ci/run", "docs/keras_names.txt")
    ]
    # Not this file: what it looks for would be found in it.
    texts = [path.read_text(encoding="utf-8") for path in paths if path != Path(__file__)]
    return {word for text in texts for word in re.findall(r"\w+", text)}


def exists(dotted: str) -> bool:
    """Whether ``nervure.testing.check_layer`` can be reached from ``nervure`` as a user would."""
    try:
        functools.reduce(getattr, dotted.split(".")[1:], importlib.import_module("nervure"))
    except AttributeError:
        return False
    return True


@pytest.mark.parametrize("language", READMES)
def test_the_table_names_what_is_there(language: str) -> None:
    rows = re.findall(r"^\| [^|]* \| ([^|]*) \| [^|]* \|$", READMES[language].prose, re.MULTILINE)
    assert len(rows) > len(TABLE_ROOMS)
    for room, there in zip(TABLE_ROOMS, rows, strict=False):
        names = re.findall(r"`(\w+)`", there)
        public = importlib.import_module(f"nervure.{room}").__all__
        assert names
        assert [name for name in names if name not in public] == []


@pytest.mark.parametrize("name", NAMES)
def test_commands_of_make_exist(name: str) -> None:
    document = Document(ROOT / name)
    shell = "\n".join(block.body for block in document.blocks if block.language == "shell")
    called = re.findall(r"(?:^|`|\$ )make ((?:[a-z]+ ?)+)", "\n".join([shell, document.prose]), re.MULTILINE)
    targets = {target for words in called for target in words.split()}
    assert {target for target in targets if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)} == set()


def test_the_rooms_of_the_map_are_those_of_the_contract_and_of_the_source() -> None:
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = [sorted(room.strip() for room in floor.split("|")) for floor in contract]
    rows = [line for line in ARCHITECTURE.section("The floors").splitlines() if "](src/nervure/" in line]
    drawn = [sorted(re.findall(r"\[(\w+)\]\(src/nervure/\1(?:\.py)?\)", row)) for row in rows if row.startswith("|")]
    assert drawn == floors
    rooms = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert rooms - {"__init__"} <= {room for floor in drawn for room in floor}


def test_decisions_are_numbered_listed_and_short() -> None:
    listed = Document(ROOT / "docs" / "decisions" / "README.md")
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]
    assert [link.target for link in listed.links] == [path.name for path in DECISIONS]
    for path in DECISIONS:
        decision = Document(path)
        title = decision.headings[0].words
        assert title.startswith(path.name[:4])
        assert title in [link.words for link in listed.links]
        assert re.findall(r"^\*\*(\w+)\.\*\*", decision.text, re.MULTILINE) == ["Context", "Decision", "Consequence"]
        assert len(decision.text.splitlines()) <= 16, f"{path.name} is too long"


def test_the_changelog_has_the_form_it_names() -> None:
    headings = Document(ROOT / "CHANGELOG.md").headings
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    versions = [heading.words for heading in headings if heading.level == 2]
    assert versions[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", version) for version in versions[1:])
    assert {heading.words for heading in headings if heading.level == 3} <= kinds


@pytest.mark.parametrize("language", READMES)
def test_requirements_are_those_of_the_package(language: str) -> None:
    project, text = PROJECT["project"], READMES[language].prose
    python = project["requires-python"].removeprefix(">=")
    assert set(re.findall(r"Python (3\.\d+)", text)) == {python}
    torch = next(item for item in project["dependencies"] if item.startswith("torch"))
    assert set(re.findall(r"torch(?: that the notebook brings is kept where it is|는)? (\d\.\d+)", text)) <= {
        torch.removeprefix("torch>=")
    }
    (line,) = [line for line in text.splitlines() if line.startswith("- torch ")]
    named = re.findall(r"[a-z]{4,}", line.partition(":")[0])
    needed = [re.split(r"[<>=]", item)[0] for item in project["dependencies"]]
    assert [name for name in named if name in needed] == needed
    assert set(re.findall(r"-e \"\.\[(\w+)\]\"", READMES[language].text)) <= set(project["optional-dependencies"])


@pytest.mark.parametrize(("language", "picture"), [("en", "run.svg"), ("ko", "run.ko.svg")])
def test_picture_and_text_show_the_same_run(language: str, picture: str) -> None:
    document = READMES[language]
    demo = document.text.partition("<!-- demo -->")[2].partition("<!-- /demo -->")[0]
    drawn = (ROOT / "docs" / "images" / picture).read_text(encoding="utf-8")
    shown = set(re.findall(r">([^<>]+)</text>", drawn))
    # What is left out of the text, and of the picture all that was printed before the totals.
    lines = [line for line in demo.partition("…")[2].splitlines() if line.strip("…`")]
    assert "$ make demo" in demo
    assert f"docs/images/{picture}" in [link.target for link in document.links]
    assert len(lines) >= 6
    assert [line for line in lines if line not in shown] == []


def test_pictures_need_nothing_from_elsewhere() -> None:
    pictures = sorted((ROOT / "docs").rglob("*.svg"))
    assert pictures
    for path in pictures:
        drawn = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|<script|<image|@import|url\(|href", drawn), path.name
        assert "<title>" in drawn, path.name
    shown = [link for document in DOCUMENTS for link in document.links if link.target.endswith(".svg")]
    assert all(len(link.words) > 20 for link in shown), "a picture without a description"


@pytest.mark.parametrize("name", NAMES)
def test_lines_end_where_they_end(name: str) -> None:
    text = Document(ROOT / name).text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)
    assert "\t" not in text
