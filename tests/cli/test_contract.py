"""The contract of the command line, for every command: whatever it is given, an exit code that is documented, sentences
of ours, nothing that moves a cursor, one object of JSON where that is asked for, and nothing touched but its output."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer

from nervure.cli.application import application
from nervure.language import set_language
from tests.cli.altered_runs import Alterations
from tests.cli.hostile_folder import NAMES, fill, image_file
from tests.cli.spoken import broken_promises, seen, spoken
from tests.tasks.saved_runs import trained_run

GROUP: Any = typer.main.get_command(application())
SHORT = ("--epochs", "1", "--seed", "1", "--precision", "float32", "--threads", "1", "--batch-size", "64")
FAST = (*SHORT, "--model", "lecture-mlp", "--image-size", "8", "--no-report")
# What is given a folder of images, and what a run; capitals stand for places. The rest only takes words.
ON_FOLDERS = (
    "train FOLDER --out MADE", "summary MADE", "summary MADE --json", "evaluate MADE FOLDER", "predict MADE FOLDER",
    "evaluate MADE FOLDER --json", "compare MADE MADE --on FOLDER", "report MADE",
    "explain MADE --image IMAGE --html OUT.html", "predict MADE FOLDER --json --top 1",
    "predict MADE FOLDER --sort-into OUT", "repeat MADE --out OUT --json",
    "audit FOLDER", "audit FOLDER --json", "audit FOLDER --out OUT.csv --strict",
    "evaluate RUN FOLDER", "evaluate RUN FOLDER --json", "predict RUN FOLDER", "predict RUN FOLDER --json",
    "predict RUN FOLDER --out OUT.csv", "predict RUN FOLDER --sort-into OUT",
    "explain RUN --image IMAGE --html OUT.html", "explain RUN --image IMAGE --unit dense/z[0]",
    "compare RUN RUN --on FOLDER --json",
)  # fmt: skip
ON_RUNS = (
    "summary ALTERED", "summary ALTERED --json", "compare ALTERED RUN", "compare RUN ALTERED --json",
    "predict ALTERED IMAGE", "predict ALTERED IMAGE --json", "evaluate ALTERED SMALL --json", "evaluate ALTERED SMALL",
    "explain ALTERED --image IMAGE --unit dense/z[0]", "explain ALTERED --image IMAGE --html OUT.html",
    "repeat ALTERED --out OUT", "repeat ALTERED --out OUT --json", "report ALTERED", "report ALTERED SMALL",
    "train digits --samples 128 --epochs 2 --resume --no-report --out ALTERED",
)  # fmt: skip
ON_WORDS = ("lecture", "bench", "doctor", "completion")
NUMBERS = ("-1", "0", "1", "1e9", "nan", "9" * 400, "2x2", "0x0", "1x99999999999", "½", "٣", "1_0", " 1")


class Workplace:
    """Folders that a command reads, which must stay as they are, and one that it may write to.

    Args:
        place: of all of them.
        run: a sound run.
    """

    def __init__(self, place: Path, run: Path) -> None:
        self.read, self.out = place / "read", place / "out"
        for folder in (self.read, self.out):
            folder.mkdir(parents=True)
        self.run = self.read / "run"
        shutil.copytree(run, self.run)
        self.image = self.read / "image.png"
        self.image.write_bytes(image_file(3, size=28))
        self._count = 0

    def broken_by(self, command: str, seconds: float = 20, **places: Path) -> list[str]:
        """Runs a command with these places in it; in what it broke the contract."""
        self._count += 1
        out = str(self.out / f"made{self._count}")
        named = {"RUN": str(self.run), "IMAGE": str(self.image), **{name: str(path) for name, path in places.items()}}
        words = [named.get(word, word.replace("OUT", out)) for word in command.split()]
        return self.broken_by_words(*words, *(FAST if command.startswith("train FOLDER") else ()), seconds=seconds)

    def broken_by_words(self, *typed: str, seconds: float = 20) -> list[str]:
        """The same of words."""
        before = seen([self.read])
        takes_json = typed[0] in GROUP.commands and "--json" in typed
        is_for_programs = takes_json and any("--json" in each.opts for each in GROUP.commands[typed[0]].params)
        found = broken_promises(spoken(*typed, seconds=seconds), is_for_programs=is_for_programs)
        after = seen([self.read])
        changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        return found + [f"nervure {' '.join(map(ascii, typed))[:300]}: touched {changed[:5]!a}"] * bool(changed)


@pytest.fixture(scope="module")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with all of its files."""
    return trained_run(tmp_path_factory.mktemp("small") / "run", samples=128)


@pytest.fixture
def workplace(tmp_path: Path, small_run: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    made = Workplace(tmp_path, small_run)
    monkeypatch.setenv("NERVURE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(made.out)
    return made


def examine_folders(workplace: Workplace, seed: int) -> list[str]:
    folder = fill(workplace.read / f"folder{seed}", seed)
    image = next(path for path in sorted(folder.rglob("0*")) if path.is_file())
    places = {"FOLDER": folder, "IMAGE": image, "MADE": workplace.out / f"run{seed}"}
    return [fault for command in ON_FOLDERS for fault in workplace.broken_by(command, **places)]


def examine_runs(workplace: Workplace, seed: int, *, every: int = 1) -> list[str]:
    """Each file of a run, altered in drawn ways, through the commands in turn."""
    small = fill(workplace.read / f"small{seed}", seed, 2)
    alterations, found = Alterations(workplace.run, seed), []
    draws = random.Random(seed)
    for name in alterations.names:
        for command in draws.sample(ON_RUNS, max(1, len(ON_RUNS) // every)):
            altered = workplace.out / "altered"
            shutil.rmtree(altered, ignore_errors=True)
            shutil.copytree(workplace.run, altered)
            (altered / name).write_bytes(alterations.of(name))
            # An altered number of epochs may be any.
            faults = workplace.broken_by(command, 2 if every > 1 else 20, ALTERED=altered, SMALL=small)
            found += [f"{name}: {fault}" for fault in faults]
    return found


def drawn_words(command: str, draws: random.Random) -> list[str]:
    """A command line that somebody else might have meant: its own options and arguments, with odd values."""
    values = (*NAMES, *NUMBERS, "missing", "digits", ".", "run", "")
    words = []
    for parameter in GROUP.commands[command].params:
        is_flag, is_option = getattr(parameter, "is_flag", False), parameter.opts[0].startswith("-")
        if is_option and draws.random() < 0.6:
            continue
        value = [] if is_flag else [draws.choice(values)]
        words += [*([draws.choice(parameter.opts)] if is_option else []), *value]
    if draws.random() < 0.3:
        words.insert(draws.randrange(len(words) + 1), draws.choice(values))
    if command == "bench":  # what measures at length, in other processes, is none of this test's business
        words += ["--rounds", "0"]
    return [command, *words]


def examine_words(workplace: Workplace, seed: int, count: int) -> list[str]:
    draws, found = random.Random(seed), []
    for command in GROUP.commands:
        for _ in range(count):
            found += workplace.broken_by_words(*drawn_words(command, draws), seconds=2)
    return found


def assert_kept(faults: list[str]) -> None:
    assert not faults, "\n\n".join(faults)


def test_every_command_is_examined() -> None:
    assert {call.split()[0] for call in (*ON_FOLDERS, *ON_RUNS)} | set(ON_WORDS) == set(GROUP.commands)


def test_a_hostile_folder_breaks_no_promise(workplace: Workplace) -> None:
    assert_kept(examine_folders(workplace, seed=3))


def test_an_altered_run_breaks_no_promise(workplace: Workplace) -> None:
    assert_kept(examine_runs(workplace, seed=0, every=4))


def test_odd_words_break_no_promise(workplace: Workplace) -> None:
    assert_kept(examine_words(workplace, seed=5, count=8))


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("seed", range(100, 104))
def test_many_hostile_folders_and_altered_runs_break_none_either(
    seed: int, language: str, workplace: Workplace
) -> None:
    set_language(language)
    found = examine_folders(workplace, seed)
    for more in range(3):
        found += examine_runs(workplace, 10 * seed + more)
    assert_kept(found + examine_words(workplace, seed, count=40))
