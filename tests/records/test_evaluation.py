from __future__ import annotations

import json
from dataclasses import replace

from nervure.records.confusion import ConfusionRecord
from nervure.records.evaluation import Evaluation, Unseen
from nervure.records.picture_folder import LeftOut
from nervure.records.result import wilson_interval

CONFUSION = ConfusionRecord(("cat", "dog"), ((8, 2), (1, 9)))


def test_counts_and_interval_follow_from_the_confusions() -> None:
    judged = Evaluation("runs/a", "pets", 0.25, CONFUSION)
    assert (judged.count, judged.num_right, judged.accuracy) == (20, 17, 0.85)
    assert judged.interval == wilson_interval(17, 20)
    assert (judged.num_learned, judged.to_json()["unseen"]) == (None, None)
    assert replace(judged, num_independent=9.5).interval == wilson_interval(17, 20, 9.5)


def test_what_to_expect_of_others_is_told_by_those_that_were_not_learned() -> None:
    judged = Evaluation("runs/a", "pets", 0.25, CONFUSION, unseen=Unseen(8, 5, 7.0))
    assert (judged.accuracy, judged.num_learned, judged.interval) == (0.85, 12, wilson_interval(5, 8, 7.0))
    values = judged.to_json()
    assert (values["num_learned"], values["interval"]) == (12, list(wilson_interval(5, 8, 7.0)))
    assert values["unseen"] == {"accuracy": 0.625, "count": 8, "num_right": 5, "num_independent": 7.0}
    learned = replace(judged, unseen=Unseen(0, 0, 0.0))
    assert learned.num_learned == 20
    assert learned.interval is learned.to_json()["interval"] is learned.to_json()["unseen"]["accuracy"] is None


def test_it_becomes_plain_json() -> None:
    left_out = (LeftOut.because("picture.empty_file", path="cat/a.png"),)
    values = json.loads(json.dumps(Evaluation("runs/a", "pets", 0.25, CONFUSION, left_out).to_json()))
    assert (values["accuracy"], values["loss"], values["count"]) == (0.85, 0.25, 20)
    assert values["confusion"] == [[8, 2], [1, 9]]
    assert values["left_out"] == [left_out[0].to_json()]
