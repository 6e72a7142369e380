from __future__ import annotations

import importlib
import subprocess
import sys
import traceback
from typing import Any

import pytest

import nervure

FACE = (
    "Input", "Model", "Sequential", "__version__", "activations", "callbacks", "constraints", "data", "errors",
    "initializers", "insight", "keras", "language", "layers", "load_run", "losses", "metrics", "models", "optimizers",
    "regularizers", "set_language", "set_seed", "tensors", "testing",
)  # fmt: skip


def test_the_face_is_these_names() -> None:
    assert tuple(nervure.__all__) == FACE
    assert dir(nervure) == sorted(FACE)


@pytest.mark.parametrize("name", FACE)
def test_every_name_is_there_and_always_the_same_thing(name: str) -> None:
    first = getattr(nervure, name)
    assert getattr(nervure, name) is first


def test_rooms_are_the_modules_of_their_names() -> None:
    for name in ("layers", "models", "losses", "optimizers", "data", "keras", "language"):
        assert getattr(nervure, name) is importlib.import_module(f"nervure.{name}")


def test_names_are_those_of_their_rooms() -> None:
    from nervure import layers, models, randomness

    assert nervure.Model is models.Model
    assert nervure.Sequential is models.Sequential
    assert nervure.Input is layers.Input
    assert nervure.set_seed is randomness.set_seed
    assert nervure.set_language is nervure.language.set_language


def test_a_star_brings_the_face() -> None:
    names: dict[str, Any] = {}
    exec("from nervure import *", names)  # noqa: S102
    assert set(FACE) <= set(names)


def test_a_name_that_is_not_there_is_an_attribute_error_that_python_explains() -> None:
    with pytest.raises(AttributeError, match="module 'nervure' has no attribute 'layer'") as caught:
        _ = nervure.layer
    assert caught.value.name == "layer"
    assert caught.value.obj is nervure
    if sys.version_info >= (3, 12):
        assert "Did you mean: 'layers'?" in traceback.format_exception_only(caught.value)[-1]
    assert not hasattr(nervure, "os")


def test_the_face_imports_nothing_until_it_is_used() -> None:
    program = (
        "import sys, nervure as nv\n"
        "before = [name for name in sys.modules if name.startswith('nervure.')]\n"
        "nv.set_seed(1)\n"
        "print(before, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['nervure.lazy_names'] True"  # that is what waits


def test_type_checkers_see_what_the_table_names() -> None:
    assert {*nervure._ROOMS, *nervure._NAMES, "__version__"} == set(FACE)
