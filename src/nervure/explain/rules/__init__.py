"""How each op's numbers come about, one file a family, named as in :mod:`nervure.ops`."""

from __future__ import annotations
