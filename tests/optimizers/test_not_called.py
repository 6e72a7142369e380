from __future__ import annotations

from nervure.language.catalogue import MESSAGES
from nervure.optimizers.not_called import NOT_CALLED


def test_every_method_names_a_sentence() -> None:
    assert "update_step" in NOT_CALLED
    assert all(key in MESSAGES for key in NOT_CALLED.values())
