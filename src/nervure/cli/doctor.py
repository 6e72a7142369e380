"""``nervure doctor``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from nervure.cli.output import say, say_json, width
from nervure.cli.parameters import AsJson
from nervure.language import text
from nervure.render.columns import columns

if TYPE_CHECKING:
    from nervure.records.machine import MachineRecord


def doctor(
    as_json: AsJson = False,
) -> None:
    """Reports what nervure runs on, and what would make it faster."""
    from nervure.tasks.doctor import examine

    machine = examine()
    if as_json:
        say_json(dataclasses.asdict(machine))
        return
    say("\n".join(columns(_rows(machine), width=width())))
    for key in _advice(machine):
        say(f"\n{text(key)}")
    for part in machine.optional:
        if part.found is None:
            say("\n" + text("cli.doctor.missing", name=part.name, purpose=text(part.purpose), line=part.install))


def _rows(machine: MachineRecord) -> list[tuple[str, str]]:
    from nervure.render.numbers import byte_size

    memory = "" if machine.memory_bytes is None else f", {byte_size(machine.memory_bytes)}"
    vectors = "" if machine.vector_level is None else f" ({machine.vector_level})"
    return [
        ("nervure", machine.nervure),
        ("Python", machine.python),
        ("torch", machine.torch),
        ("NumPy", machine.numpy),
        (text("cli.doctor.system"), machine.system),
        (text("cli.doctor.processor"), text("cli.doctor.cores", name=machine.processor, count=machine.cores) + memory),
        (text("cli.doctor.device"), text("cli.doctor.threads", name=machine.device, count=machine.threads)),
        ("bfloat16", text("cli.doctor.yes" if machine.bfloat16 else "cli.doctor.no_bfloat16")),
        (
            text("cli.doctor.native_kernels"),
            text("cli.doctor.yes" if machine.native_kernels else "cli.doctor.no") + vectors,
        ),
        *((part.name, part.found or text("cli.doctor.no")) for part in machine.optional),
    ]


def _advice(machine: MachineRecord) -> list[str]:
    if machine.native_kernels:
        return []
    return ["cli.doctor.switched_off" if machine.kernels_choice == "torch" else "cli.doctor.no_compiler"]
