"""``nervure audit``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nervure.cli.output import say_json
from nervure.cli.termination import Termination
from nervure.language import text
from nervure.render.terminal import write

WITH_FINDINGS = 1


def audit(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="cli.audit.folder")],
    as_json: Annotated[bool, typer.Option("--json", help="cli.audit.json")] = False,
    out: Annotated[str | None, typer.Option(metavar="FILE.csv", help="cli.audit.out")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="cli.audit.strict")] = False,
) -> None:
    """Audits a folder of images and reports problems; exits with 1 if these cost data."""
    from nervure.files import write_text
    from nervure.render.audit_text import left_out_csv, print_audit
    from nervure.tasks.watched_audit import watched_audit

    with Termination() as termination:
        try:
            record = watched_audit(folder)
        except KeyboardInterrupt:
            raise typer.Exit(termination.exit_code) from None
    if out is not None:
        write_text(out, left_out_csv(record.left_out))
    if as_json:
        say_json(record.to_json())
    else:
        print_audit(record, sys.stdout)
        if out is not None:
            write(sys.stdout, f"\n{text('cli.audit.written', count=len(record.left_out), path=out)}\n")
        elif not record.is_sound:
            write(sys.stdout, f"\n{text('cli.audit.hint')}\n")
    if record.costs_data or (strict and not record.is_sound):
        raise typer.Exit(WITH_FINDINGS)
