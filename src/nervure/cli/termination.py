"""Treats SIGTERM like Ctrl-C: how a run stops does not depend on the signal."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any, Self

INTERRUPTED, TERMINATED = 130, 143


class Termination:
    """Makes SIGTERM behave like Ctrl-C during a block, and records which of them came.

    A process that was started with Ctrl-C ignored (in the background of a script) reacts to it during the block: such a
    signal is sent deliberately.

    Attributes:
        exit_code: 143 after SIGTERM, else 130, as in shells.

    Examples:
        >>> with Termination() as termination:
        ...     try:
        ...         signal.raise_signal(signal.SIGTERM)
        ...     except KeyboardInterrupt:
        ...         termination.exit_code
        143
    """

    def __init__(self) -> None:
        self.exit_code = INTERRUPTED
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
            signal.signal(signal.SIGTERM, self._terminate)
            if self._before[signal.SIGINT] is signal.SIG_IGN:
                signal.signal(signal.SIGINT, signal.default_int_handler)
        return self

    def __exit__(self, *error: Any) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _terminate(self, _number: int, frame: FrameType | None) -> None:
        self.exit_code = TERMINATED
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler):
            handler(signal.SIGINT, frame)
