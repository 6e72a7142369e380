from __future__ import annotations

import json
import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from nervure.errors import FileError, Unfit, said_of
from nervure.language import set_language
from tests.cli.spoken import PYTHONS


class Pair(NamedTuple):
    first: int
    second: int


def no_end(value: Any) -> Any:
    return no_end(value)


WRONG: tuple[tuple[Callable[..., Any], tuple[Any, ...]], ...] = (
    (Pair, ()), (Pair, (1, 2, 3)), (int, ("twelve",)), (int, ([],)), (int, ("9" * 5000,)), (int, (float("inf"),)),
    (int, (float("nan"),)), (float, ("x",)), (float, (10**400,)), (operator.getitem, ([], 0)), (tuple, (3,)),
    (len, (3,)), (operator.getitem, ({}, "seed")), (operator.getitem, ({}, 3)), (operator.getitem, (None, "a")),
    (dict, ([1],)), (operator.getitem, ({}, [])), (getattr, (None, "path")), (json.loads, ("{",)),
    (json.loads, ('{"a": 1,}',)), (json.loads, (3,)), (b"\xff".decode, ()), ("\ud800".encode, ()), (no_end, (1,)),
    (Path("a\x00b").open, ()),
    (operator.lt, (1, "a")), (operator.add, ("a", 1)), (operator.truediv, (1, 0)), ("a".index, ("b",)), (divmod, (1,)),
    (operator.mul, ([0], 10**20)), (Path("missing").read_bytes, ()), (operator.floordiv, (1, 0)), (bytes, (-1,)),
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("number", range(len(WRONG)))
def test_no_error_of_python_is_said_in_its_own_words(number: int, language: str) -> None:
    set_language(language)
    wrong, arguments = WRONG[number]
    with pytest.raises(Exception) as caught:  # noqa: PT011 - all kinds are meant
        wrong(*arguments)
    said = said_of(caught.value)
    assert said
    assert not PYTHONS.search(said), said


def test_what_reading_found_is_said_as_it_is() -> None:
    assert said_of(Unfit("epochs: -1")) == "epochs: -1"
    error = FileError(where="a", problem="no file.", expected="one", got="none", fix="Write one.")
    assert said_of(error) == "no file."
