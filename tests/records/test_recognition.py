from __future__ import annotations

import json

from nervure.records.picture_folder import LeftOut
from nervure.records.recognition import Recognition, Recognitions

SEEN = Recognition("a.png", {"0": 0.1, "1": 0.7, "2": 0.2}, is_photograph=True)


def test_the_likeliest_class_is_the_label_and_the_others_follow() -> None:
    assert SEEN.label == "1"
    assert SEEN.most_likely(2) == (("1", 0.7), ("2", 0.2))
    assert len(SEEN.most_likely(9)) == 3


def test_several_become_one_object_with_what_was_left_out() -> None:
    seen = Recognitions("runs/a", (SEEN,), (LeftOut.because("picture.empty_file", path="b.png"),))
    values = json.loads(json.dumps(seen.to_json()))
    assert values["run"] == "runs/a"
    assert values["predictions"] == [
        {
            "path": "a.png",
            "label": "1",
            "probability": 0.7,
            "probabilities": {"1": 0.7, "2": 0.2, "0": 0.1},
            "is_photograph": True,
        }
    ]
    assert list(values["predictions"][0]["probabilities"]) == ["1", "2", "0"]
    assert values["left_out"] == [seen.left_out[0].to_json()]
