from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from nervure.randomness import set_seed
from tests.contracts.drawn import DRAWN, Drawn
from tests.quick import leave_out_others

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True, scope="package")
def _one_thread() -> Iterator[None]:
    # Thousands of tiny tensors: threads would wait for each other longer than they work.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def _no_seed() -> Iterator[None]:
    yield
    set_seed(None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Counts what Hypothesis draws in the whole run, and puts the file that reads the count at the end."""
    leave_out_others(config, items)
    drawn = config.stash.setdefault(DRAWN, Drawn())
    for item in items:
        test = getattr(getattr(item, "obj", None), "hypothesis", None)
        if test is not None and not hasattr(test.inner_test, "is_counted"):
            test.inner_test = _counted(test.inner_test, drawn)
            drawn.files.add(item.path)
    items.sort(key=lambda item: item.path.name == "test_drawn.py")  # files are dealt whole, in this order


def _counted(test: Callable[..., Any], drawn: Drawn) -> Callable[..., Any]:
    @functools.wraps(test)
    def counted(*arguments: Any, **named: Any) -> Any:
        result = test(*arguments, **named)  # raises where the draw is not used
        drawn.configurations += 1
        return result

    counted.is_counted = True  # type: ignore[attr-defined]
    return counted
