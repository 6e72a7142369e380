"""``nervure evaluate``."""

from __future__ import annotations

from nervure.cli.output import say, say_json, width
from nervure.cli.parameters import AsJson, LabeledData, Run


def evaluate(run: Run, data: LabeledData, as_json: AsJson = False) -> None:
    """Evaluates a run on labeled images."""
    from nervure.render.runs import evaluation_text
    from nervure.tasks.evaluate import evaluate_run
    from nervure.tasks.saved_run import SavedRun

    evaluation = evaluate_run(SavedRun.open(run), data)
    if as_json:
        say_json(evaluation.to_json())
    else:
        say(evaluation_text(evaluation, width()))
