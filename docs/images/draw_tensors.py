"""Draws tensors.png of docs/tensors.md: ``python docs/images/draw_tensors.py``."""

from __future__ import annotations

from pathlib import Path

import nervure

PICTURE = Path(__file__).with_name("tensors.png")


def draw() -> None:
    """The first of the digits, shuffled by a fixed seed."""
    nervure.set_language("en")
    nervure.set_seed(1)
    pictures = nervure.data.split(*nervure.data.digits(), 0.2)[0]
    nervure.tensors.figure(pictures).savefig(PICTURE, dpi=150)


if __name__ == "__main__":
    draw()
