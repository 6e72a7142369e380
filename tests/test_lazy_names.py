from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import nervure
import nervure.data
import nervure.keras
from nervure.lazy_names import imported_when_used


def test_a_name_is_a_thing_of_a_module_or_the_module_itself() -> None:
    get = imported_when_used("nervure", {"set_seed": "nervure.randomness", "randomness": "nervure.randomness"})
    randomness = importlib.import_module("nervure.randomness")
    assert get("randomness") is randomness
    assert get("set_seed") is randomness.set_seed


def test_nothing_is_imported_before_a_name_is_used() -> None:
    program = """
import sys
from nervure.lazy_names import imported_when_used
get = imported_when_used("nervure", {"colorsys": "colorsys", "rgb_to_hsv": "colorsys"})
before = "colorsys" in sys.modules
print(before, get("rgb_to_hsv").__name__, "colorsys" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "rgb_to_hsv", "True"]


def test_another_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="module 'nervure' has no attribute 'set_sed'") as caught:
        imported_when_used("nervure", {"set_seed": "nervure.randomness"})("set_sed")
    assert (caught.value.name, caught.value.obj) == ("set_sed", nervure)


@pytest.mark.parametrize("package", [nervure, nervure.data, nervure.keras], ids=lambda package: package.__name__)
def test_all_that_a_package_promises_is_there_and_is_what_its_own_module_has(package: object) -> None:
    for name in package.__all__:
        thing = getattr(package, name)
        home = getattr(thing, "__module__", None)
        if isinstance(home, str) and home.startswith("nervure."):
            assert getattr(sys.modules[home], thing.__name__) is thing
    assert dir(package) == sorted(package.__all__)
