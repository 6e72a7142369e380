"""Fast paths: each kernel has one Python interface, a native (C++) body and a torch body that gives the same bits."""

from __future__ import annotations
