"""``keras.backend``: functions that scripts use. No settings here: see ``compile(precision=..., device=...)``."""

from __future__ import annotations

import gc

__all__ = ["clear_session", "epsilon", "floatx", "image_data_format"]


def clear_session(free_memory: bool = True) -> None:
    """Frees the memory of unreferenced models; names are counted in each model, not here."""
    if free_memory:
        gc.collect()


def epsilon() -> float:
    """The small constant that Keras' functions add when dividing."""
    return 1e-7


def floatx() -> str:
    """The type of initial weights."""
    return "float32"


def image_data_format() -> str:
    """The position of the channel axis of images."""
    return "channels_last"
