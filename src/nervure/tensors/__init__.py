"""Inspect tensors: what an array is, what it looks like, its channels, its other shapes."""

from __future__ import annotations

from nervure.tensors.channels import split_channels
from nervure.tensors.description import Description, describe
from nervure.tensors.kinds import KINDS
from nervure.tensors.reshaping import reshape
from nervure.tensors.showing import figure, show

__all__ = ["KINDS", "Description", "describe", "figure", "reshape", "show", "split_channels"]
