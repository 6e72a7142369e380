from __future__ import annotations

import dataclasses
import json

from nervure.records.machine import MachineRecord, OptionalPart


def test_a_machine_is_plain_values() -> None:
    machine = MachineRecord(
        "1", "3.11", "2.6", "2.0", "Linux", "a processor", 2, None, "cpu", 2, False, False, None, "auto",
        (OptionalPart("C++", None, "doctor.compiler", "apt install g++"),),
    )  # fmt: skip
    values = json.loads(json.dumps(dataclasses.asdict(machine)))
    parts = tuple(OptionalPart(**part) for part in values.pop("optional"))
    assert MachineRecord(**values, optional=parts) == machine
