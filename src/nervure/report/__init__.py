"""The report of a training run: a page composed of records, and of nothing else."""

from __future__ import annotations
