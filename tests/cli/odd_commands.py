"""Commands as people type them wrong: drawn from every command, all its options, odd data and odd runs."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from tests.cli.odd_runs import odd_runs
from tests.cli.odd_sources import ODD

_IMAGES = np.random.default_rng(0).integers(0, 256, (12, 16, 16), dtype=np.uint8)
_LABELS = np.arange(12) % 2
_ARRAYS = {
    "four channels": (np.repeat(_IMAGES[..., None], 4, axis=-1), _LABELS),
    "channels first": (np.repeat(_IMAGES[:, None], 3, axis=1), _LABELS),
    "missing numbers": (np.where(_IMAGES > 250, np.nan, _IMAGES), _LABELS),
    "below zero": (_IMAGES - 300.0, _LABELS),
    "named": (_IMAGES, np.array(["a", "b"] * 6)),
    "fractions": (_IMAGES, _LABELS + 0.5),
    "too few labels": (_IMAGES, _LABELS[:5]),
    "one": (_IMAGES[:1], _LABELS[:1]),
    "a pixel": (_IMAGES[:, :1, :1], _LABELS),
    "none": (_IMAGES[:0], _LABELS[:0]),
    "words": (np.array(["a"] * 12), _LABELS),
    "an axis more": (_IMAGES[None], _LABELS),
    "complex": (_IMAGES.astype(complex), _LABELS),
    "days": (_IMAGES, np.array(["2020-01-01"] * 12, "datetime64[D]")),
    "objects": (np.array([1, "a", None], object), _LABELS),
}
_TABLES = {
    "other columns": "a,b\nx.png,c\n",
    "no such files": "path,label\nx.png,a\ny.png,b\n",
    "not closed": 'path,label\n"x',
    "other parts": "path,label,split\nx.png,a,foo\n",
    "outside": "path,label\n../../x.png,a\n/etc/x.png,b\n",
}
_FOLDERS = {
    "small": [f"{name}/{number}.png" for name in "ab" for number in range(8)],
    "three each": [f"{name}/{number}.png" for name in "ab" for number in range(3)],
    "of parts": [f"{part}/{name}/{number}.png" for part in ("train", "test") for name in "ab" for number in range(3)],
    "other test": ["train/a/1.png", "train/a/2.png", "train/b/1.png", "train/b/2.png", "test/c/1.png"],
}
_ANYWHERE = ("out", "note.txt", "/dev/null/out", "data/small")

OPTIONS: Mapping[str, Mapping[str, Sequence[str] | None]] = {
    "train": {
        "--model": ("lecture-cnn", "lecture-mlp", "small-resnet", "resnet", ""),
        "--epochs": ("1", "0", "x"),
        "--batch-size": ("1", "0", "x", "100000"),
        "--image-size": ("7", "8", "9x12", "0", "x", "64x", "3x3x3", "100000"),
        "--color": ("grayscale", "rgb", "rgba"),
        "--augmentation": ("none", "signs", "photographs", "x"),
        "--class-weights": ("none", "balanced", "x"),
        "--learning-rate": ("0.1", "0", "nan", "x"),
        "--precision": ("float32", "float16", "float64"),
        "--seed": ("1", "x"),
        "--threads": ("1", "0", "x"),
        "--samples": ("1", "2", "0"),
        "--pretrained": ("archive.pt2", "note.txt", "missing.pt2", "data/small"),
        "--normalization": ("unit", "x", "1/0", "0.5/0.5"),
        "--out": _ANYWHERE,
        "--resume": None,
    },
    "audit": {"--json": None, "--strict": None, "--out": _ANYWHERE},
    "evaluate": {"--json": None},
    "predict": {
        "--top": ("0", "1", "x"), "--as-is": None, "--out": _ANYWHERE, "--sort-into": _ANYWHERE, "--json": None,
    },
    "summary": {"--json": None},
    "compare": {"--on": ("digits", "data/small", "missing"), "--json": None},
    "repeat": {"--out": _ANYWHERE, "--json": None},
    "report": {},
    "explain": {
        "--image": ("image.png", "digits[3]", "digits[99999]", "note.txt", "flat.zip/image.png", "flat.zip/b"),
        "--weight": ("dense/kernel[0,3]", "dense/kernel", "dense/kernel[a]", "x/kernel[0]", "dense/kernel[99999,0]"),
        "--unit": ("dense/output[3]", "dense/output", "dense/z[99]", "x[0]", "dense/output[0,0,0]", "loss"),
        "--label": ("3", "x", ""),
        "--html": _ANYWHERE,
    },
    "lecture": {"--language": ("ko", "fr"), "--html": ("/dev/null/out", "data"), "--activations": ("/dev/null/out",)},
    "bench": {"--rounds": ("0", "x"), "--only": ("x",)},
    "doctor": {"--json": None},
    "completion": {},
}  # fmt: skip


class OddCommands:
    """Draws commands about what it makes in a folder, which they must be run in.

    Args:
        folder: an empty one.
        seed: of the draws.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._random, self._folder = random.Random(seed), folder
        (folder / "runs").mkdir()
        self._runs = [self._named(run) for run in odd_runs(folder / "runs")]
        self._sources = [self._named(source) for source in self._made_sources()]
        self._sources += ["digits", "digit", "digits[3]", "digits[99999]", "-", "", "/dev/null", "image.png", "data"]

    def drawn(self, command: str) -> list[str]:
        """What is typed behind ``nervure``: ``command``, what it works on, and up to three of its options."""
        typed = [command, *self._subjects(command)]
        options = OPTIONS[command]
        fewest = {"bench": 1, "explain": 2}.get(command, 0)
        for option in self._random.sample(list(options), min(len(options), self._random.randint(fewest, 3))):
            values = options[option]
            typed += [option] if values is None else [option, self._random.choice(values)]
        if command == "train":
            brief = {"--epochs": "1", "--samples": "64"}
            typed += [word for option, value in brief.items() if option not in typed for word in (option, value)]
            typed.append("--no-report")
        return typed

    def _subjects(self, command: str) -> list[str]:
        run, other = self._random.choice(self._runs), self._random.choice(self._runs)
        source = self._random.choice(self._sources)
        if self._random.random() < 0.4:  # else hardly anybody would come to the data
            run = "runs/named"
        if command in ("train", "audit"):
            return [source]
        if command in ("evaluate", "predict", "report"):
            return [run, source]
        if command == "compare":
            return [run, other]
        if command == "completion":
            return [self._random.choice(["bash", "sh"])]
        return [run] if command in ("summary", "repeat", "explain") else []

    def _named(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()

    def _made_sources(self) -> Iterator[Path]:
        data = self._folder / "data"
        data.mkdir()
        for name, make in ODD.items():
            (data / name).mkdir()
            yield make(data / name)
        for name, (x, y) in _ARRAYS.items():
            np.savez(data / f"{name}.npz", x=x, y=y)
            yield data / f"{name}.npz"
        for name, lines in _TABLES.items():
            (data / f"{name}.csv").write_text(lines)
            yield data / f"{name}.csv"
        for name, paths in _FOLDERS.items():
            for number, path in enumerate(paths):
                (data / name / path).parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(_IMAGES[number % 12]).save(data / name / path)
            yield data / name
        yield from self._made_files()

    def _made_files(self) -> Iterator[Path]:
        Image.fromarray(_IMAGES[0]).save(self._folder / "image.png")
        (self._folder / "note.txt").write_text("a note")
        yield self._folder / "note.txt"
        for name, inside in (("flat.zip", "image.png"), ("without.zip", "note.txt"), ("archive.pt2", "note.txt")):
            with zipfile.ZipFile(self._folder / name, "w") as archive:
                archive.write(self._folder / inside, inside)
            yield self._folder / name
