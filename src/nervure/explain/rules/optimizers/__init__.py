"""How each optimizer moves one weight, one file per optimizer, named as in :mod:`nervure.optimizers`."""

from __future__ import annotations
