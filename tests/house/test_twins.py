from __future__ import annotations

from pathlib import PurePosixPath

from tests.house.source import SOURCE, TESTS, modules

# Files without behavior of their own: sentences and re-exports. Tests that read them all stand elsewhere.
EXEMPT_FOLDERS = ("language/catalogue", "keras")
EXEMPT_FILES = ("language/message.py",)


def twin(path: str) -> str:
    """``tests/ops/test_dense.py`` for ``ops/dense.py``."""
    place = PurePosixPath(path)
    return f"{place.parent / f'test_{place.name}'}".removeprefix("./")


def needs_twin(path: str) -> bool:
    place = PurePosixPath(path)
    in_exempt_folder = any(place.is_relative_to(folder) for folder in EXEMPT_FOLDERS)
    return place.name != "__init__.py" and path not in EXEMPT_FILES and not in_exempt_folder


def test_a_twin_has_the_same_path_and_name() -> None:
    assert twin("ops/dense.py") == "ops/test_dense.py"
    assert twin("files.py") == "test_files.py"
    assert needs_twin("ops/dense.py")
    assert not needs_twin("keras/layers/__init__.py")
    assert not needs_twin("language/catalogue/layers.py")


def test_every_module_has_its_tests_beside_it() -> None:
    missing = [twin(module.path) for module in modules() if needs_twin(module.path)]
    missing = [path for path in missing if not (TESTS / path).is_file()]
    assert not missing, f"modules without tests; to write under tests/: {missing}"


def test_exemptions_name_what_exists() -> None:
    gone = [path for path in (*EXEMPT_FOLDERS, *EXEMPT_FILES) if not (SOURCE / path).exists()]
    assert not gone, f"exempt, but not there: {gone}"
