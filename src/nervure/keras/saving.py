"""``keras.saving``."""

from __future__ import annotations

from nervure.models import load_model, save_model

__all__ = ["load_model", "save_model"]
