from __future__ import annotations

import json

from nervure.records.repetition import Agreement, Repetition


def test_the_weights_decide_whether_it_is_the_same_run() -> None:
    code, same, other = Agreement("code", "1", "2"), Agreement("weights", "7", "7"), Agreement("weights", "7", "8")
    assert Repetition("a", "b", (code, same)).is_the_same
    assert not Repetition("a", "b", (code, other)).is_the_same
    assert not code.holds


def test_it_becomes_json_by_matter() -> None:
    values = json.loads(json.dumps(Repetition("a", "b", (Agreement("weights", "7", "7"),)).to_json()))
    assert values["is_the_same"] is True
    assert values["agreements"]["weights"] == {"holds": True, "before": "7", "now": "7"}
