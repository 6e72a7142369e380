"""Ctrl-C while a run is saved: the step is finished and saved first."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any, Self


class TrainingInterrupted(KeyboardInterrupt):
    """Ctrl-C ended a run, and the run was saved."""


class Interrupts:
    """Takes Ctrl-C down during a block, in place of an error in the middle of a step; a second one is that error.

    Only where Python's own handler would hear it: in the main thread, and where nobody has put another in its place.

    Attributes:
        is_asked: whether somebody pressed Ctrl-C.

    Examples:
        >>> with Interrupts() as interrupts:
        ...     signal.raise_signal(signal.SIGINT)
        ...     interrupts.is_asked
        True
    """

    def __init__(self) -> None:
        self.is_asked = False
        self._is_installed = False

    def __enter__(self) -> Self:
        is_main = threading.current_thread() is threading.main_thread()
        self._is_installed = is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._is_installed:
            signal.signal(signal.SIGINT, self._take_down)
        return self

    def __exit__(self, *error: Any) -> None:
        if self._is_installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _take_down(self, _number: int, _frame: FrameType | None) -> None:
        if self.is_asked:
            raise KeyboardInterrupt
        self.is_asked = True
