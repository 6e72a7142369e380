from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import nervure.keras as ours
from nervure.errors import ArgumentError
from nervure.keras import config


def test_what_holds_is_told_and_may_be_set() -> None:
    assert (config.floatx(), config.epsilon(), config.image_data_format()) == ("float32", 1e-7, "channels_last")
    assert config.backend() == "torch"
    assert config.is_interactive_logging_enabled()
    config.set_floatx("float32")
    config.set_epsilon(1e-7)
    config.set_image_data_format("channels_last")
    config.enable_interactive_logging()


@pytest.mark.parametrize(
    ("function", "arguments", "told"),
    [
        (config.set_floatx, ("float64",), "precision='float64'"),
        (config.set_epsilon, (1e-3,), "epsilon=..."),
        (config.set_image_data_format, ("channels_first",), "transpose(0, 2, 3, 1)"),
        (config.disable_interactive_logging, (), "verbose=2"),
    ],
)
def test_what_would_not_happen_is_refused(function: Callable[..., None], arguments: tuple[Any, ...], told: str) -> None:
    with pytest.raises(ArgumentError) as found:
        function(*arguments)
    assert told in str(found.value)


def test_the_version_is_that_of_the_keras_whose_words_these_are() -> None:
    keras = pytest.importorskip("keras")
    assert ours.__version__ == ours.version() == keras.__version__
