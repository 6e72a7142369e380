"""Tasks: whole workflows, one file each. A run is a folder."""

from __future__ import annotations
