"""``nervure doctor``."""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from nervure.language import text
from nervure.render.terminal import write

if TYPE_CHECKING:
    from nervure.records.machine import MachineRecord


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="cli.doctor.json")] = False,
) -> None:
    """Says what nervure runs on, and what would make it faster."""
    from nervure.tasks.doctor import examine

    machine = examine()
    if as_json:
        write(sys.stdout, json.dumps(dataclasses.asdict(machine), ensure_ascii=False) + "\n")
        return
    rows = _rows(machine)
    widest = max(len(label) for label, _ in rows)
    for label, value in rows:
        write(sys.stdout, f"{label:<{widest}}  {value}\n")
    for key in _advice(machine):
        write(sys.stdout, f"\n{text(key)}\n")


def _rows(machine: MachineRecord) -> list[tuple[str, str]]:
    from nervure.render.numbers import byte_size

    memory = "" if machine.memory_bytes is None else f", {byte_size(machine.memory_bytes)}"
    vectors = "" if machine.vector_level is None else f" ({machine.vector_level})"
    return [
        ("nervure", machine.nervure),
        ("Python", machine.python),
        ("torch", machine.torch),
        ("NumPy", machine.numpy),
        ("system", machine.system),
        ("processor", text("cli.doctor.cores", name=machine.processor, count=machine.cores) + memory),
        ("device", text("cli.doctor.threads", name=machine.device, count=machine.threads)),
        ("bfloat16", text("cli.doctor.yes" if machine.bfloat16 else "cli.doctor.no_bfloat16")),
        ("native_kernels", text("cli.doctor.yes" if machine.native_kernels else "cli.doctor.no") + vectors),
    ]


def _advice(machine: MachineRecord) -> list[str]:
    if machine.native_kernels:
        return []
    return ["cli.doctor.switched_off" if machine.kernels_choice == "torch" else "cli.doctor.no_compiler"]
