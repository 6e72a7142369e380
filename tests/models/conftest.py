from __future__ import annotations

from collections.abc import Iterator

import pytest

from nervure import set_seed


@pytest.fixture(autouse=True)
def _no_seed() -> Iterator[None]:
    """Every test starts as a process does: nobody has set a seed."""
    set_seed(None)
    yield
    set_seed(None)
