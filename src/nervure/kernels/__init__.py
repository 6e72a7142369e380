"""Fast paths: for each kernel one Python face, a native (C++) body and a torch body that gives the same bits."""

from __future__ import annotations
