"""Pretrained networks: torch files read as data, cut before the classifier, adapted to the images."""

from __future__ import annotations

from nervure.tasks.pretrained.pretrained import Pretrained

__all__ = ["Pretrained"]
