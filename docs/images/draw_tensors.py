"""Draws tensors.svg of docs/tensors.md: ``python docs/images/draw_tensors.py``."""

from __future__ import annotations

from pathlib import Path

import nervure

PICTURE = Path(__file__).with_name("tensors.svg")


def drawn() -> str:
    """The first pictures of the digits, shuffled by a fixed seed, as SVG."""
    nervure.set_language("en")
    nervure.set_seed(1)
    pictures = nervure.data.split(*nervure.data.digits(), 0.2)[0]
    return nervure.tensors.figure(pictures).to_svg()


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
