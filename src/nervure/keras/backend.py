"""``keras.backend``: what scripts ask of it. There is nothing to set: see ``compile(precision=..., device=...)``."""

from __future__ import annotations

import gc

__all__ = ["clear_session", "epsilon", "floatx", "image_data_format"]


def clear_session(free_memory: bool = True) -> None:
    """Gives back the memory of models that nobody holds any more; names are counted in each model, not here."""
    if free_memory:
        gc.collect()


def epsilon() -> float:
    """The small number that Keras' functions add where they divide."""
    return 1e-7


def floatx() -> str:
    """The type that layers are drawn in."""
    return "float32"


def image_data_format() -> str:
    """Where the channels of a picture are."""
    return "channels_last"
