from __future__ import annotations

from typing import get_args

from nervure.cli.parameters import AsJson, LabeledData, Run
from nervure.language.catalogue import MESSAGES


def test_what_several_commands_take_is_explained_in_words_of_the_catalogue() -> None:
    for parameter in (Run, LabeledData, AsJson):
        kind, described = get_args(parameter)
        assert kind in (str, bool)
        assert described.help in MESSAGES
