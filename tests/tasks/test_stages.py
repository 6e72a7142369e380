from __future__ import annotations

import io
import threading
from pathlib import Path

from nervure.language import set_language
from nervure.tasks.picture_folders import folder_data
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.stages import stage, telling_stages
from tests.data.made_pictures import digit_folder


def test_whoever_asks_hears_of_each_stage_of_a_folder_in_order(tmp_path: Path) -> None:
    digit_folder(tmp_path, a_class=12)
    with telling_stages(held := io.StringIO()):
        folder_data(tmp_path, PictureOptions(str(tmp_path)))
    words = [line.split()[0] for line in held.getvalue().splitlines()]
    assert words == ["Reading", "Looking", "Distributing"]
    assert all(line.endswith("...") for line in held.getvalue().splitlines())


def test_nothing_is_said_to_whoever_did_not_ask(tmp_path: Path) -> None:
    held = io.StringIO()
    with telling_stages(held):
        other = threading.Thread(target=stage, args=("stages.forecast",))
        other.start()
        other.join()
    stage("stages.forecast")
    assert held.getvalue() == ""


def test_stages_are_told_in_the_language_in_use() -> None:
    set_language("ko")
    with telling_stages(held := io.StringIO()):
        stage("stages.judging", count=1200)
    assert held.getvalue() == "이미지 1,200장으로 평가하고 있어요 ...\n"
