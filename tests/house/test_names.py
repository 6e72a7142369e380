from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.source import SOURCE, Module, functions, modules

# Words that say nothing, and words cut short.
EMPTY_WORDS = frozenset({"util", "utils", "helper", "helpers", "manager", "mgr", "misc", "stuff", "base"})
SHORT_WORDS = frozenset(
    {"arr", "buf", "cfg", "cnt", "ctx", "fn", "func", "idx", "img", "lbl", "lr", "msg", "opt", "ptr", "tmp"}
)
# Keras' own words, which users write.
KERAS_WORDS = frozenset({"array_to_img", "fn", "img", "img_to_array", "load_img", "min_lr", "print_fn", "save_img"})
VERSIONS = re.compile(r"_v\d+$|^(new|old)_")
EMPTY_ROOMS = frozenset({"common", "core", "utils", "helpers", "base", "misc"})
BANNER = re.compile(r"^\s*#\s*([-=#*~_])\1{3,}")


def words(name: str) -> set[str]:
    """``{"image", "data", "set"}`` for ``image_data_set`` and for ``ImageDataSet``."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def is_bad(name: str) -> bool:
    return name not in KERAS_WORDS and bool(words(name) & (EMPTY_WORDS | SHORT_WORDS) or VERSIONS.search(name))


def names(module: Module) -> Iterator[tuple[str, int]]:
    """The names a reader of a file meets: of itself, its classes, functions and parameters."""
    yield PurePosixPath(module.path).stem, 1
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            yield node.name, node.lineno
    for _, function in functions(module.tree):
        yield function.name, function.lineno
        yield from ((node.arg, node.lineno) for node in ast.walk(function.args) if isinstance(node, ast.arg))


def bad_names(module: Module) -> list[str]:
    if module.path.startswith("keras/"):  # the layout and the words are Keras'
        return []
    return [f"{module.path}:{line} {name}" for name, line in names(module) if is_bad(name)]


def banners(module: Module) -> list[str]:
    return [f"{module.path}:{number}" for number, line in enumerate(module.lines, 1) if BANNER.match(line)]


def test_bad_names_are_found() -> None:
    for name in ("utils", "ModelManager", "base_layer", "LayerBase", "forward_v2", "new_step", "idx", "image_func"):
        assert is_bad(name), name
    for name in ("dense_forward", "database", "BatchNormalization", "options", "newton_step", "function", "print_fn"):
        assert not is_bad(name), name
    text = "class FileHelper:\n  def run(self, cfg, *, idx=0): ..."
    assert bad_names(Module("ops/misc.py", text)) == [
        "ops/misc.py:1 misc",
        "ops/misc.py:1 FileHelper",
        "ops/misc.py:2 cfg",
        "ops/misc.py:2 idx",
    ]


def test_names_are_full_words_that_say_something() -> None:
    found = [finding for module in modules() for finding in bad_names(module)]
    assert not found, "\n".join(found)


def test_no_room_is_a_lumber_room() -> None:
    rooms = {path.stem for path in SOURCE.iterdir()}
    assert not rooms & EMPTY_ROOMS
    assert {"ops", "layers", "kernels"} <= rooms


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {(SOURCE / module.path).parent for module in modules()}
    without = sorted(str(folder.relative_to(SOURCE)) for folder in folders if not (folder / "__init__.py").is_file())
    assert not without, f"folders without __init__.py: {without}"


def test_comments_are_sentences_not_banners() -> None:
    assert banners(Module("a.py", "x = 1\n# ---- forward ----\n# -1 is the last axis\n")) == ["a.py:2"]
    found = [finding for module in modules() for finding in banners(module)]
    assert not found, f"banners: {found}"
