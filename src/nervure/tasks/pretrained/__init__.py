"""Networks that others trained: files of torch read as data, cut before their classifier, fitted to the pictures."""

from __future__ import annotations

from nervure.tasks.pretrained.pretrained import Pretrained

__all__ = ["Pretrained"]
