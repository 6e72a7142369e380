"""What ``nervure train`` says before and after training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nervure.language import text
from nervure.records.picture_folder import LeftOut
from nervure.records.result import RunResult
from nervure.records.training_plan import TrainingPlan
from nervure.render.numbers import percentage

_REASONS_SHOWN = 3


def plan_text(plan: TrainingPlan, left_out_file: str) -> str:
    """What is learnt from, what is left out, and how it is done: a line each.

    Args:
        plan: what is about to be done.
        left_out_file: the name of the file that lists what is left out.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> plan = TrainingPlan("npz", 2, 80, 10, 10, (), (28, 28), "grayscale", "lecture-cnn", 5, 32, "runs/a")
        >>> print(plan_text(plan, "left_out.csv"))  # doctest: +ELLIPSIS
        100 pictures of 2 classes: 80 to learn from, 10 to check after each epoch, 10 for the test at the end.
        28 x 28 pixels, grey; lecture-cnn, 5 epochs, 32 pictures a step. The run lies in runs/a.
    """
    if not plan.test:
        return text("cli.train.held_out", training=plan.training, validation=plan.validation, folder=plan.folder)
    height, width = plan.size
    color = text("cli.train.grayscale" if plan.color_mode == "grayscale" else "cli.train.rgb")
    parts = text(
        "cli.train.parts", count=plan.count, classes=plan.num_classes, training=plan.training,
        validation=plan.validation, test=plan.test,
    )  # fmt: skip
    how = text(
        "cli.train.plan", height=height, width=width, color=color, model=plan.model, epochs=plan.epochs,
        batch_size=plan.batch_size, folder=plan.folder,
    )  # fmt: skip
    left_out = [left_out_line(plan.left_out, left_out_file)] if plan.left_out else []
    return "\n".join([parts, *left_out, how])


def left_out_line(left_out: Sequence[LeftOut], file: str) -> str:
    """How many files and folders are not used, and the commonest reasons.

    Args:
        left_out: the files and folders.
        file: the name of the file that lists them.
    """
    reasons = Counter(each.sentence for each in left_out).most_common()
    shown = [text("cli.train.reason", count=count, reason=reason) for reason, count in reasons[:_REASONS_SHOWN]]
    more = ["..."] if len(reasons) > _REASONS_SHOWN else []
    return text("cli.train.left_out", count=len(left_out), reasons=", ".join([*shown, *more]), file=file)


def result_line(result: RunResult) -> str:
    """How many pictures were recognised, with the interval of confidence where they decided on nothing before."""
    values = {"right": result.num_right, "count": result.count, "accuracy": percentage(result.accuracy, 2)}
    if result.part == "validation":
        return text("cli.train.result", **values)
    low, high = (percentage(bound, 1) for bound in result.interval)
    return text("cli.train.tested", **values, low=low, high=high)
