from __future__ import annotations

import signal
import threading

import pytest

from nervure.training.interrupts import Interrupts, TrainingInterrupted


def test_the_first_ctrl_c_is_taken_down_and_the_second_raises() -> None:
    with Interrupts() as interrupts:
        assert not interrupts.is_asked
        signal.raise_signal(signal.SIGINT)
        assert interrupts.is_asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_after_an_error_ctrl_c_is_what_it_was() -> None:
    with pytest.raises(ValueError, match="wrong"), Interrupts():
        raise ValueError("wrong")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_ones_own_stays() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with Interrupts() as interrupts:
            signal.raise_signal(signal.SIGINT)
        assert heard == [signal.SIGINT]
        assert not interrupts.is_asked
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_changes_no_handler() -> None:
    found = []

    def look() -> None:
        with Interrupts():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]


def test_a_saved_interrupt_is_a_keyboard_interrupt() -> None:
    assert issubclass(TrainingInterrupted, KeyboardInterrupt)
