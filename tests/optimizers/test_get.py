from __future__ import annotations

import pytest
import torch

from nervure import optimizers
from nervure.errors import ArgumentError, UnknownNameError
from nervure.optimizers import SGD, Adam
from nervure.registry import serialize


@pytest.mark.parametrize("name", [*optimizers.TABLE, "ADAM", "rmsProp", "Sgd"])
def test_names_are_found_in_any_case(name: str) -> None:
    assert optimizers.get(name).name == name.lower()


def test_objects_pass_through_and_classes_are_made() -> None:
    given = Adam(0.5)
    assert optimizers.get(given) is given
    assert isinstance(optimizers.get(SGD), SGD)


def test_a_serialized_optimizer_comes_back() -> None:
    again = optimizers.get(serialize(SGD(0.3, momentum=0.5, nesterov=True)))
    assert isinstance(again, SGD)
    assert (again.learning_rate, again.momentum, again.nesterov) == (0.3, 0.5, True)


def test_a_misspelled_name_gets_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'adam'"):
        optimizers.get("adm")


def test_what_is_no_optimizer_is_refused() -> None:
    for identifier in (None, 3, torch.optim.Adam, object()):
        with pytest.raises(ArgumentError, match="cannot be used as an optimizer") as caught:
            optimizers.get(identifier)
        assert len(str(caught.value).splitlines()) == 4
