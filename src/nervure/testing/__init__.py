"""Tools for writing custom layers."""

from __future__ import annotations

from nervure.testing.check_report import CheckReport, LayerCheckError, RuleResult
from nervure.testing.layer_check import check_layer

__all__ = ["CheckReport", "LayerCheckError", "RuleResult", "check_layer"]
