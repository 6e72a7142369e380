"""Networks to compare, and what is said about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nervure.graph.plan import Plan
from nervure.layers import Input, Layer
from nervure.models import Model, Sequential


def chain(*layers: Layer, shape: tuple[int, ...] = (6,)) -> Model:
    """Layers one after another."""
    return Sequential([Input(shape), *layers])


def plan_of(*layers: Layer, shape: tuple[int, ...] = (6,)) -> Plan:
    """The steps of a chain."""
    return chain(*layers, shape=shape).network().plan


def said(call: Callable[[], object], caplog: pytest.LogCaptureFixture) -> list[str]:
    """The advice that ``call`` gives."""
    caplog.clear()
    call()
    return [record.message for record in caplog.records]
