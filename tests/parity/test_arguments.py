"""Every value that Keras takes is taken: NumPy's numbers, lists for tuples, 0 and 1 for no and yes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest

from nervure.errors import NervureError
from tests.contracts.nonsense import Subject, classes

# What Keras would do then, nothing here does, and it is said at once.
REFUSED_HERE = {("TensorBoard", "write_images"), ("BatchNormalization", "renorm")}


def _theirs(subject: Subject) -> Any:
    *rooms, name = subject.name.split(".")
    place: Any = keras
    for room in rooms:
        place = getattr(place, room, None)
    return getattr(place, name, None)


def _ways_to_write(default: Any) -> Iterator[Any]:
    """The default, written otherwise, and what lies near it."""
    if isinstance(default, bool):
        yield from (True, False, np.bool_(True), np.bool_(False), 1, 0, np.array(True))
    elif isinstance(default, int):
        yield from (np.int64(default), np.int32(default), np.array(default))
    elif isinstance(default, float):
        yield from (np.float32(default), np.float64(default), np.array(default))
    elif isinstance(default, str):
        yield np.str_(default)
    elif isinstance(default, (list, tuple)) and default and all(isinstance(each, int) for each in default):
        yield from (list(default), tuple(default), tuple(map(np.int64, default)), np.array(default).tolist())


SHARED = [subject for subject in classes() if isinstance(_theirs(subject), type)]


def _takes(call: Any, arguments: dict[str, Any]) -> bool:
    try:
        call(**arguments)
    except (TypeError, ValueError, AttributeError, NotImplementedError, RuntimeError, KeyError, NervureError):
        return False
    return True


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("subject", SHARED, ids=lambda subject: subject.name)
def test_what_keras_takes_is_taken(subject: Subject, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    theirs = _theirs(subject)
    known = inspect.signature(theirs).parameters
    refused = []
    for argument in subject.open_to:
        default = inspect.signature(subject.call).parameters.get(argument)
        given = subject.arguments.get(argument, None if default is None else default.default)
        if argument not in known or (subject.name.rpartition(".")[2], argument) in REFUSED_HERE:
            continue
        for value in _ways_to_write(given):
            arguments = {**subject.arguments, argument: value}
            if _takes(theirs, arguments) and not _takes(subject.call, arguments):
                refused.append(f"{argument}={value!r}")
    assert not refused


def test_many_classes_are_compared() -> None:
    assert len(SHARED) > 150
