from __future__ import annotations

import signal
import sys

import pytest

from nervure.cli.termination import INTERRUPTED, TERMINATED, Termination
from nervure.training.interrupts import Interrupts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")


def test_without_a_signal_and_with_ctrl_c_the_code_is_that_of_ctrl_c() -> None:
    with Termination() as termination:
        assert termination.exit_code == INTERRUPTED
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert termination.exit_code == INTERRUPTED


def test_a_run_hears_sigterm_as_ctrl_c_and_the_second_time_stops() -> None:
    with Termination() as termination, Interrupts() as interrupts:
        signal.raise_signal(signal.SIGTERM)
        assert interrupts.is_asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    assert termination.exit_code == TERMINATED


def test_a_process_that_ignores_ctrl_c_can_be_terminated_and_ignores_it_afterwards() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Termination() as termination, pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        assert termination.exit_code == TERMINATED
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_afterwards_the_handlers_are_what_they_were() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with Termination():
        assert signal.getsignal(signal.SIGTERM) != before[0]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
