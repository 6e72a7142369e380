"""How each optimizer moves one weight, one file an optimizer, named as in :mod:`nervure.optimizers`."""

from __future__ import annotations
