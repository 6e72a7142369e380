"""However images are handed over, a run answers the same: drawn trees of files, with broken ones in between."""

from __future__ import annotations

import csv
import json
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.data import digits
from nervure.tasks.predict import predict_pictures
from nervure.tasks.saved_run import SavedRun
from tests.cli.processes import left
from tests.tasks.saved_runs import good_run

_EXACT = ("png", "bmp", "tif", "gif")  # formats that keep gray levels as they are
_OTHERS = ("jpg", "webp")
_NAMES = ("a", "two words", "한글", "ü", "=1+1", "b,c", 'quote"', "UPPER", "x.y", "#")

Answers = Mapping[str, tuple[str, float]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    return SavedRun.open(good_run(tmp_path_factory.mktemp("runs") / "digits"))


class DrawnTree:
    """Images of digits below a folder, some of them broken, each with what the network says of its levels.

    Args:
        folder: an empty one.
        run: whose network is asked, by its own ``predict``.
        seed: of the draw.
    """

    def __init__(self, folder: Path, run: SavedRun, seed: int) -> None:
        self._random, self.folder = random.Random(seed), folder
        self.broken: list[str] = []
        self._levels: dict[str, np.ndarray] = {}  # type: ignore[type-arg]
        for number in range(self._random.randint(40, 80)):  # more than are in memory at once
            path = self._path(number)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            self._write(path)
        probabilities = run.model.predict(np.stack([*self._levels.values()])[..., None].astype(np.float32), verbose=0)
        self.expected: Answers = {
            path: (run.labels[row.argmax()], float(row.max()))
            for path, row in zip(self._levels, probabilities, strict=True)
        }

    @property
    def paths(self) -> list[str]:
        """Of all files."""
        return [*self.expected, *self.broken]

    def _path(self, number: int) -> str:
        names = [self._random.choice(_NAMES) for _ in range(self._random.randint(0, 3))]
        suffix = self._random.choice([*_EXACT, *_OTHERS])
        return "/".join([*names, f"{self._random.choice(_NAMES)}{number}.{suffix}"])

    def _write(self, path: str) -> None:
        place = self.folder / path
        if self._random.random() < 0.2:
            kind = self._random.choice([b"", b"no image", b"\x89PNG\r\n\x1a\n and then nothing", b"\xff\xd8\xff\xe0"])
            place.write_bytes(kind)
            self.broken.append(path)
            return
        levels = digits()[0][self._random.randrange(10_000)]
        Image.fromarray(levels).save(place)
        is_exact = place.suffix[1:] in _EXACT
        self._levels[path] = levels if is_exact else np.asarray(Image.open(place).convert("L"))

    def zipped(self, place: Path) -> Path:
        """The same as an archive."""
        with zipfile.ZipFile(place, "w", self._random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
            for path in self._shuffled():
                archive.write(self.folder / path, path)
        return place

    def table(self, place: Path, delimiter: str, *columns: str) -> Path:
        """The same as a table beside the folder, with a heading where columns are named."""
        with place.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            if columns:
                writer.writerow(columns)
            for path in self._shuffled():
                row = {"path": f"{self.folder.name}/{path}", "label": self._random.choice(["", "7"])}
                writer.writerow([row[name] for name in columns or ("path",)])
        return place

    def _shuffled(self) -> list[str]:
        return self._random.sample(self.paths, len(self.paths))


def answers_of(run: SavedRun, asked: list[Path], above: Path) -> tuple[Answers, list[str]]:
    """What is said of each image and what is left out, by paths below ``above``."""
    found = predict_pictures(run, asked, as_is=True)
    said = {Path(each.path).relative_to(above).as_posix(): each.most_likely(1)[0] for each in found.pictures}
    return said, sorted(Path(each.path).relative_to(above).as_posix() for each in found.left_out)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_images_are_answered_alike_each_way(seed: int, run: SavedRun, tmp_path: Path) -> None:
    tree = DrawnTree(tmp_path / "set", run, seed)
    archive = tree.zipped(tmp_path / "set.zip")
    files, entries = [[place / path for path in tree.paths] for place in (tree.folder, archive)]
    ways: dict[str, tuple[list[Path], Path]] = {
        "folder": ([tree.folder], tree.folder),
        "archive": ([archive], archive),
        "files": (files, tree.folder),
        "entries": (entries, archive),
        "paths": ([tree.table(tmp_path / "paths.csv", ",")], tree.folder),
        "path and label": ([tree.table(tmp_path / "labels.tsv", "\t", "label", "path")], tree.folder),
        "named paths": ([tree.table(tmp_path / "named.csv", ";", "path", "label")], tree.folder),
    }
    for way, (asked, above) in ways.items():
        said, left_out = answers_of(run, asked, above)
        assert left_out == sorted(tree.broken), way
        assert said.keys() == tree.expected.keys(), way
        for path, (label, probability) in tree.expected.items():
            assert said[path] == (label, pytest.approx(probability, abs=1e-5)), (way, path)
    for path, (label, probability) in tree.expected.items():
        for place in (tree.folder, archive):
            (alone,) = run.predict(place / path, as_is=True)
            assert alone.most_likely(1)[0] == (label, pytest.approx(probability, abs=1e-5))


def test_the_command_writes_what_was_said_each_way(
    run: SavedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = DrawnTree(tmp_path / "set", run, 7)
    for number, asked in enumerate((tree.folder, tree.zipped(tmp_path / "set.zip"))):
        out = tmp_path / f"{number}.csv"
        assert left("predict", run.name, str(asked), "--as-is", "--out", str(out)) == 0
        rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
        said = {row["path"].lstrip("'"): row["class"] for row in rows}
        expected = {path: label for path, (label, _) in tree.expected.items()}
        assert {Path(path).relative_to(asked).as_posix(): label for path, label in said.items()} == expected
        assert len([line for line in capsys.readouterr().err.splitlines() if str(asked) in line]) == len(tree.broken)
        left("predict", run.name, str(asked), "--as-is", "--json")
        told = json.loads(capsys.readouterr().out)
        assert {Path(each["path"]).relative_to(asked).as_posix() for each in told["left_out"]} == set(tree.broken)


def test_what_in_an_archive_or_a_table_is_no_image_is_told(run: SavedRun, tmp_path: Path) -> None:
    Image.fromarray(digits()[0][0]).save(tmp_path / "zero.png")
    (tmp_path / "note.txt").write_text("a note")
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for name in ("zero.png", "note.txt"):
            archive.write(tmp_path / name, name)
        archive.writestr("__MACOSX/zero.png", b"hidden")
        archive.writestr("../outside.png", b"never read")
    (tmp_path / "set.csv").write_text("path\nzero.png\nnote.txt\n../outside.png\n", encoding="utf-8")
    for name, told in (("set.zip", ["../outside.png", "note.txt"]), ("set.csv", ["set.csv:3 note.txt", "set.csv:4"])):
        found = predict_pictures(run, [tmp_path / name])
        assert [Path(each.path).name for each in found.pictures] == ["zero.png"]
        above = tmp_path / name if name.endswith(".zip") else tmp_path
        assert sorted(str(each.path) for each in found.left_out) == [str(above / each) for each in told]
        assert all(each.sentence for each in found.left_out)
