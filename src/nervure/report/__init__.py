"""The report of a training run: a page composed only of records."""

from __future__ import annotations
