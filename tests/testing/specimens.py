"""Specimens of layers, and one rule examined on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch

from nervure.layers import Layer
from nervure.testing.given import batch_of
from nervure.testing.rules.rule import Finding
from nervure.testing.specimen import Specimen


def specimen_of(layer: Layer, shape: Any = (3,), *, inputs: Any = None, weights: Any = None) -> Specimen:
    """A specimen with the seed 0."""
    return Specimen.of(layer, batch_of(layer, shape, inputs, seed=0), weights, seed=0)


def examined(
    rule: Callable[[Specimen], Iterator[Finding]], layer: Layer, shape: Any = (3,), **given: Any
) -> list[Finding]:
    """What one rule finds."""
    with torch.no_grad():
        return list(rule(specimen_of(layer, shape, **given)))


def holds(rule: Callable[[Specimen], Iterator[Finding]], layer: Layer, shape: Any = (3,), **given: Any) -> bool:
    """Whether one rule holds, whatever it measures."""
    findings = examined(rule, layer, shape, **given)
    return all(finding.measured is not None and finding.measured <= finding.allowed for finding in findings)
