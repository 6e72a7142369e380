"""Ctrl-C in a run with checkpoints: the step is finished and saved first."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any, Self


class TrainingInterrupted(KeyboardInterrupt):
    """Ctrl-C ended a run, and the run was saved."""


class Interrupts:
    """Records Ctrl-C during a block instead of raising in the middle of a step; a second one raises.

    Only where Python's default handler would receive it: in the main thread, with no other handler installed.

    Attributes:
        is_asked: whether Ctrl-C was pressed.

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
