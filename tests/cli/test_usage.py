from __future__ import annotations

import pytest
import typer

from nervure.cli.usage import Misused, UsageError, explained
from nervure.errors import ArgumentError


def test_the_class_of_wrong_usage_is_found_in_every_release_of_the_library() -> None:
    assert UsageError.__name__ == "UsageError"
    assert issubclass(typer.BadParameter, UsageError)


def test_an_error_of_ours_is_carried_as_it_is() -> None:
    error = ArgumentError.of("cli.no_value", where="--epochs", example="--epochs 3")
    carried = Misused(error)
    assert explained(carried) is error
    with pytest.raises(Misused) as caught, Misused.around():
        raise error
    assert caught.value.error is error
    with Misused.around():
        pass


def test_wrong_usage_that_has_no_words_of_ours_yet_is_quoted() -> None:
    made = explained(UsageError("Something is odd."))
    assert isinstance(made, ArgumentError)
    assert made.got == "Something is odd."
    assert made.where == "nervure"
    assert "--help" in made.fix
