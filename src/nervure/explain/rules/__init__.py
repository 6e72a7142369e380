"""How each op's numbers are computed, one file per family, named as in :mod:`nervure.ops`."""

from __future__ import annotations
