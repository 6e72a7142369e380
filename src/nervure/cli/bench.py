"""``nervure bench``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from nervure.cli.usage import Misused
from nervure.cli.values import whole_number
from nervure.language import text
from nervure.render.numbers import number
from nervure.render.terminal import write

if TYPE_CHECKING:
    from nervure.records.benchmark import Benchmark

_TITLES = {"cnn": "bench.cnn", "dense": "bench.dense", "lstm": "bench.lstm"}


def bench(
    rounds: Annotated[str, typer.Option(metavar="N", help="cli.bench.rounds")] = "2",
    only: Annotated[str | None, typer.Option(metavar="cnn|dense|lstm", help="cli.bench.only")] = None,
) -> None:
    """Times training steps of nervure and PyTorch on this machine."""
    num_rounds = whole_number(rounds, "--rounds", least=1)
    from nervure.registry import look_up
    from nervure.tasks.benchmark import CONTENDERS, benchmark

    if only is not None:
        with Misused.around():
            look_up(only, CONTENDERS, where="--only")
    races = tuple(CONTENDERS) if only is None else (only,)
    write(sys.stdout, text("cli.bench.begin") + "\n")
    told = _show_progress if sys.stderr.isatty() else None
    _show(benchmark(races, num_rounds, told))


def _show_progress(done: int, count: int) -> None:
    write(sys.stderr, f"\r{done + 1}/{count} ")


def _show(result: Benchmark) -> None:
    if sys.stderr.isatty():
        write(sys.stderr, "\r        \r")
    for race in result.races:
        write(sys.stdout, f"\n{text(_TITLES[race])}\n")
        for timing in result.of(race):
            loss = text("cli.bench.loss", loss=timing.losses[0])
            ratio = f"{number(result.ratio(timing), 3, keep_zeros=True)}x"
            write(sys.stdout, f"  {timing.contender:<22} {_time(timing.median):>10}  {ratio:>7}   {loss}\n")
    load = "?" if result.load is None else f"{result.load:.2f}"
    write(sys.stdout, f"\n{text('cli.bench.end', load=load)}\n")


def _time(seconds: float) -> str:
    return f"{1e3 * seconds:.2f} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.1f} \N{MICRO SIGN}s"
