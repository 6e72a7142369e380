from __future__ import annotations

from nervure.language.catalogue import MESSAGES
from nervure.models import Sequential
from nervure.models.not_called import NOT_CALLED


def test_every_method_names_a_sentence() -> None:
    assert all(key in MESSAGES for key in NOT_CALLED.values())


def test_no_model_has_a_method_that_is_said_not_to_be_called() -> None:
    own = {"__call__", "forward", "backward"}  # what every layer has, and a model does not use
    assert {method for method in NOT_CALLED if hasattr(Sequential, method)} == own
