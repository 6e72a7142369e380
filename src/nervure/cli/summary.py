"""``nervure summary``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nervure.cli.output import say, say_json, width
from nervure.cli.parameters import AsJson, Run
from nervure.language import text

if TYPE_CHECKING:
    from nervure.tasks.saved_run import SavedRun


def summary(run: Run, as_json: AsJson = False) -> None:
    """Shows the parts of a run and its result."""
    from nervure.tasks.saved_run import SavedRun

    saved = SavedRun.open(run)
    if as_json:
        say_json(_values(saved))
        return
    from nervure.render.runs import facts_text

    saved.model.summary()
    sections = (
        ("summary_of_run.data", _data(saved)), ("summary_of_run.settings", saved.settings),
        ("summary_of_run.result", _result(saved)),
    )  # fmt: skip
    for title, facts in sections:
        say("\n" + facts_text(text(title), facts, width()))


def _values(saved: SavedRun) -> dict[str, object]:
    from nervure.models.architecture import architecture_of

    architecture = architecture_of(saved.model)
    layers = [
        {"name": row.name, "kind": row.kind, "output_shape": row.output_shape, "parameters": row.num_parameters}
        for row in architecture.rows
    ]
    result = saved.result
    return {
        "run": saved.name, "parameters": saved.model.count_params(), "layers": layers, "config": dict(saved.config),
        "result": None if result is None else result.to_json(),
    }  # fmt: skip


def _data(saved: SavedRun) -> dict[str, object]:
    told = saved.data
    return {**told.pop("data", {}), **told.pop("pictures", {}), **told}


def _result(saved: SavedRun) -> dict[str, str]:
    from nervure.render.numbers import count, duration, measured, percentage

    result = saved.result
    if result is None:
        return {"-": text("summary_of_run.no_result")}
    from nervure.render.runs import alike_notes

    low, high = result.interval
    recognized = text("comparison.of", right=result.num_right, count=result.count)
    interval = text("summary_of_run.interval", low=f"{100 * low:.2f}", high=percentage(high, 2))
    return {
        "accuracy": f"{percentage(result.accuracy, 2)} ({recognized}, {result.part})",
        "interval": " ".join([interval, *alike_notes(result.count, result.num_independent)]),
        "loss": measured(result.loss),
        **{name: percentage(share, 2) for name, share in result.baselines.items()},
        "epochs": count(result.epochs),
        "time": duration(result.seconds),
        "weights": result.weights,
    }
