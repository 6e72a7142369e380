from __future__ import annotations

import inspect

import pytest

from nervure import layers
from nervure.arguments.describing import described_by
from tests.contracts.docstrings import documentation_of


class Base:
    """What two cells share.

    Args:
        units: how many,
            at least one.
        seed: of the draws.
    """


@described_by(Base)
class Cell:
    """One step.

    Args:
        gates: of each unit.
        kwargs: all else.

    Raises:
        ValueError: never.
    """

    def __init__(self, units: int, gates: int, **kwargs: int) -> None: ...


def test_arguments_stand_in_the_order_of_the_constructor() -> None:
    assert documentation_of(Cell).names("Args") == ["units", "gates", "kwargs"]
    assert documentation_of(Cell).sections["Args"].splitlines()[:2] == ["units: how many,", "    at least one."]
    assert "ValueError: never." in documentation_of(Cell).sections["Raises"]


def test_the_own_words_count_first_then_those_of_the_first_class() -> None:
    class Other:
        """Another one.

        Args:
            seed: of another one.
            units: of another one.
        """

    @described_by(Other, Base)
    class Mine:
        """Mine.

        Args:
            units: my own.
        """

        def __init__(self, seed: int, units: int) -> None: ...

    assert documentation_of(Mine).sections["Args"].split("\n")[:2] == ["seed: of another one.", "units: my own."]


def test_without_docstrings_nothing_is_described() -> None:
    class Bare:
        def __init__(self, units: int) -> None: ...

    assert described_by(Base)(Bare).__doc__ is None


@pytest.mark.parametrize("name", ["SimpleRNN", "GRU", "LSTM", "GRUCell", "Conv2D", "SeparableConv1D", "MaxPooling3D"])
def test_help_describes_every_argument(name: str) -> None:
    kind = getattr(layers, name)
    described = documentation_of(kind).names("Args")
    assert described == list(inspect.signature(kind).parameters)
