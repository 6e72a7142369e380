"""For the tests and for the examples in docstrings: what a machine's settings must not change."""

from __future__ import annotations

import gc
import logging
import os
import zlib
from collections.abc import Iterator

import hypothesis
import pytest

# Before anybody imports Keras or matplotlib, which read these once.
os.environ["KERAS_BACKEND"] = "torch"
os.environ["MPLBACKEND"] = "agg"
os.environ["NERVURE_LANG"] = "en"
# Worker threads sleep between two jobs instead of spinning: beside other work a spinning pool starves its own machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# Processes that test beside each other share the processors. Where the number of threads matters a test sets its own.
if (beside := int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))) > 1:
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // beside)))

# Asserting functions that tests share show the values of a failed assertion, as tests do.
pytest.register_assert_rewrite("tests")

hypothesis.settings.register_profile("nervure", deadline=None)
# In CI a test fails for a change, never for a draw.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "nervure")


def pytest_sessionstart() -> None:
    """As in a program, weights come before the first product: tests multiply with the bits that users get."""
    from nervure.kernels.products import fix_order_of_sums

    fix_order_of_sums()


def pytest_collection() -> None:
    """Collecting only adds: nothing of it is garbage, and looking for some would take a fifth of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()  # what was collected stays to the end, and is not looked through again
    gc.enable()
    # pytest listens at each logger that hands nothing on, six times a test; torch has forty of them.
    for name, logger in logging.root.manager.loggerDict.items():
        if name.startswith("torch") and isinstance(logger, logging.Logger):
            logger.propagate = True


@pytest.fixture(autouse=True)
def _as_found(request: pytest.FixtureRequest) -> Iterator[None]:
    from nervure.language import set_language
    from nervure.randomness import set_seed

    set_language("en")
    if os.environ.get("CI"):  # as above
        set_seed(zlib.crc32(request.node.nodeid.encode()))
    yield
    set_language(None)
    set_seed(None)  # no test draws what another one seeded
