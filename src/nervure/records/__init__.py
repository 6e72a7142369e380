"""Frozen plain values without tensors: packages that compute create them, ``render`` draws them."""

from __future__ import annotations

from nervure.records.architecture import Architecture, LayerRow, RowShape
from nervure.records.history import EpochRecord, HistoryRecord, Progress
from nervure.records.prediction import Prediction

__all__ = ["Architecture", "EpochRecord", "HistoryRecord", "LayerRow", "Prediction", "Progress", "RowShape"]
