from __future__ import annotations

import pytest

from tests.mistakes import sound_models
from tests.mistakes.sound_models import SOUND, Program


@pytest.mark.parametrize("program", SOUND, ids=[program.__name__ for program in SOUND])
def test_a_sound_program_hears_nothing(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    program()
    assert [record.message for record in caplog.records] == []


def test_there_are_more_than_thirty_sound_programs_and_each_is_run() -> None:
    assert len(SOUND) == len({program.__name__ for program in SOUND}) >= 30
    given = {
        name
        for name, value in vars(sound_models).items()
        if callable(value) and value.__module__ == sound_models.__name__
    }
    assert given - {program.__name__ for program in SOUND} == {"noise", "words", "train"}
