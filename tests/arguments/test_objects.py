from __future__ import annotations

import io
import sys

import pytest

from nervure.arguments.objects import Instance, WritableKind
from nervure.errors import ArgumentError
from tests.layers.layer_rules import assert_says


class Box:
    pass


class Crate(Box):
    pass


def test_an_object_of_the_class_or_of_one_below_it_is_taken() -> None:
    for made in (Box(), Crate()):
        assert Instance(Box).take(made, "box", "open") is made


@pytest.mark.parametrize("value", [None, 3, "Box", Box])
def test_anything_else_is_refused(value: object) -> None:
    assert_says(
        ArgumentError, lambda: Instance(Box).take(value, "box", "open"), "open: box must be a Box", "Make a Box"
    )


@pytest.mark.parametrize("value", [io.StringIO(), sys.stdout])
def test_text_can_be_written_to_whatever_writes(value: object) -> None:
    assert WritableKind().take(value, "stream", "show") is value


@pytest.mark.parametrize("value", [None, 3, "out.txt", io.StringIO])
def test_what_text_cannot_be_written_to_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: WritableKind().take(value, "stream", "show"), "stream", "io.StringIO()")
