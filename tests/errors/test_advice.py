"""Advice is one line on stderr, through a logger that a program can direct."""

from __future__ import annotations

import logging
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from nervure import errors
from nervure.errors import advise, unsaid
from nervure.language import set_language


def test_advice_goes_through_the_logger_nervure(caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        advise("registry.did_you_mean", suggestion="100%s")
    assert caplog.record_tuples == [("nervure", logging.WARNING, "Did you mean '100%s'? Write it so.")]


def test_advice_speaks_the_language_in_use(caplog: pytest.LogCaptureFixture) -> None:
    set_language("ko")
    advise("registry.did_you_mean", suggestion="relu")
    assert caplog.messages == ["혹시 'relu'인가요? 그렇게 고쳐 쓰세요."]


def test_what_is_told_otherwise_is_unsaid_inside_its_block_only(caplog: pytest.LogCaptureFixture) -> None:
    with unsaid("registry.choose_one"), unsaid("registry.unknown"):
        advise("registry.choose_one")
        advise("registry.did_you_mean", suggestion="relu")
    advise("registry.choose_one")
    assert [message.split()[0] for message in caplog.messages] == ["Did", "Use"]


def test_without_any_setting_advice_is_one_line_on_stderr() -> None:
    code = (
        "from nervure.errors import advise\n"
        "from nervure.language import set_language\n"
        "set_language('en')\n"
        "advise('registry.did_you_mean', suggestion='relu')\n"
    )
    house = Path(errors.__file__).parents[2]
    finished = subprocess.run([sys.executable, "-c", code], cwd=house, capture_output=True, text=True, check=True)
    assert finished.stdout == ""
    assert finished.stderr == "Did you mean 'relu'? Write it so.\n"


def test_advice_is_one_line_whatever_names_hold(caplog: pytest.LogCaptureFixture) -> None:
    advise("registry.did_you_mean", suggestion="a\r\nb\x1b[2J")
    assert caplog.messages == ["Did you mean 'a  b?[2J'? Write it so."]
