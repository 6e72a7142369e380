from __future__ import annotations

from pathlib import Path

import pytest

from tests.tasks.saved_runs import trained_run


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of some real digits, as the command line leaves it."""
    return trained_run(tmp_path_factory.mktemp("trained") / "run", epochs=2, samples=2048)
