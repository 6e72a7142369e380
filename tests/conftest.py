from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.covering import mark_the_others_slow

ROOT = Path(__file__).resolve().parent.parent
_VARIABLE = "NERVURE_SHARED_DATA"


def pytest_sessionstart() -> None:
    """A program that a shell starts in the background ignores Ctrl-C; tests press it, and hear Python's own handler."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of tests with many cases, those that every run needs stay; the others are slow."""
    mark_the_others_slow(items)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data that is too large, or not free enough, to be part of the project."""
    named = os.environ.get(_VARIABLE)
    places = [Path(named)] if named else [ROOT.parent / "shared" / "data", ROOT.parent.parent / "shared" / "data"]
    for place in places:
        if place.is_dir():
            return place
    pytest.skip(f"no folder of real data at {' or '.join(map(str, places))}; {_VARIABLE} names another one")
