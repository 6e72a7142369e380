"""The output of ``nervure train`` before and after training."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.language import text
from nervure.records.picture_folder import LeftOut, Note
from nervure.records.result import RunResult
from nervure.records.training_plan import UNEQUAL, Forecast, TrainingPlan
from nervure.render.audit_text import counted
from nervure.render.numbers import byte_size, duration, percentage
from nervure.render.runs import alike_notes
from nervure.render.terminal import printable

_KINDS_SHOWN = 3
_THREADS = {
    "asked": "run.threads.asked",
    "recorded": "run.threads.recorded",
    "only": "run.threads.only",
    "measured": "run.threads.measured",
    "rule": "run.threads.rule",
}
_FORECAST_DIGITS = 2
_FEW = 1000  # images, each of which is a tenth of a percentage point or more
_TINY, _OF_PHOTOGRAPHS = 10, "small-resnet"  # images of a test; the network for photographs
_APART = 0.005  # the difference in accuracy from which the mean over the classes is worth reporting


def plan_text(plan: TrainingPlan, left_out_file: str) -> str:
    """The training data, the unused files, and the settings: one line each.

    Args:
        plan: the plan of the training.
        left_out_file: the name of the file that lists the unused files.
    """
    if not plan.test:
        return text("cli.train.held_out", training=plan.training, validation=plan.validation, folder=plan.folder)
    parts = text(
        "cli.train.parts", count=plan.count, classes=plan.num_classes, training=plan.training,
        validation=plan.validation, test=plan.test,
    )  # fmt: skip
    height, width = plan.size
    color = text("cli.train.grayscale" if plan.color_mode == "grayscale" else "cli.train.rgb")
    how = text(
        "cli.train.plan", height=height, width=width, color=color, model=plan.model, epochs=plan.epochs,
        batch_size=plan.batch_size, augmentation=plan.augmentation, folder=plan.folder,
    )  # fmt: skip
    return "\n".join(
        [
            parts,
            *_remark_lines(plan, left_out_file),
            how,
            *_weight_lines(plan),
            *_feature_lines(plan),
            *_few_lines(plan),
        ]
    )


def forecast_line(forecast: Forecast) -> str:
    """How long a training will take, and how much memory it needs."""
    key = "cli.train.at_most" if forecast.may_end_early else "cli.train.about"
    time = text(key, time=duration(forecast.seconds, _FORECAST_DIGITS))
    if forecast.memory_bytes is None:
        return text("cli.train.forecast", time=time)
    return text("cli.train.forecast_memory", time=time, memory=byte_size(forecast.memory_bytes, _FORECAST_DIGITS))


def threads_line(count: int, how: str, out_of: int) -> str:
    """The number of threads, and why.

    Args:
        count: the number of threads.
        how: "asked", "recorded", "only", "measured" or "rule".
        out_of: the maximum number.
    """
    values = {"count": count, "out_of": out_of} if how == "measured" else {"count": count}
    return text(_THREADS[how], **values)


def result_text(result: RunResult) -> str:
    """How many images were recognized, with the confidence interval of a test, and the results of simple baselines."""
    accuracy = percentage(result.accuracy, 1 if result.count < _FEW else 2)
    values = {"right": result.num_right, "count": result.count, "accuracy": accuracy}
    low, high = (percentage(bound, 1) for bound in result.interval)
    lines = [text("cli.train.result", **values)]
    if result.part != "validation":
        told = text("cli.train.tested", **values, low=low, high=high)
        lines = [told, *alike_notes(result.count, result.num_independent)]
    balanced = result.balanced_accuracy
    if balanced is not None and abs(balanced - result.accuracy) >= _APART:
        lines.append(text("cli.train.balanced", share=percentage(balanced, 1)))
    if result.baselines:
        majority, linear, nearest = (percentage(result.baselines[name], 1) for name in _RIVALS)
        height, width = result.neighbor_size or (0, 0)
        at_size = text("cli.train.at_size", height=height, width=width) if result.neighbor_size else ""
        rivals = {"majority": majority, "linear": linear, "nearest": nearest, "at_size": at_size}
        lines.append(text("cli.train.to_beat", **rivals))
        if max(result.baselines.values()) >= result.accuracy:
            lines.append(text("cli.train.beaten"))
    return "\n".join(lines)


def one_answer_line(name: str) -> str:
    """Notes that a network predicts the same for all images."""
    return text("cli.train.one_answer", name=printable(name))


_RIVALS = ("majority_class", "linear_model", "nearest_neighbor")


def _remark_lines(plan: TrainingPlan, left_out_file: str) -> list[str]:
    lines = []
    if plan.left_out:
        reasons = _kinds(plan.left_out)
        lines.append(text("cli.train.left_out", count=len(plan.left_out), reasons=reasons, file=left_out_file))
    if plan.notes:
        lines.append(text("cli.train.look", count=len(plan.notes), reasons=_kinds(plan.notes)))
    return lines


def _kinds(remarks: Sequence[LeftOut] | Sequence[Note]) -> str:
    kinds = counted(remarks)
    shown = [text("cli.train.reason", count=number, reason=title) for number, title in kinds[:_KINDS_SHOWN]]
    return ", ".join([*shown, *(["..."] if len(kinds) > _KINDS_SHOWN else [])])


def _feature_lines(plan: TrainingPlan) -> list[str]:
    """The source of the features that a head is trained on."""
    found = plan.features
    if found is None:
        return []
    lines = [text("cli.train.features", name=found.name, count=found.count, normalization=found.normalization)]
    if found.left_off is not None:
        lines.append(text("cli.train.left_off", count=found.left_off))
    if found.copies:
        lines.append(text("cli.train.copies", copies=found.copies))
    return lines


def _weight_lines(plan: TrainingPlan) -> list[str]:
    """How unbalanced the classes are, if they are, and what is done about it."""
    if plan.imbalance <= UNEQUAL and plan.class_weights == "none":
        return []
    return [text("cli.train.weights", times=f"{plan.imbalance:.3g}", kind=plan.class_weights)]


def _few_lines(plan: TrainingPlan) -> list[str]:
    """What to expect of a test of few images: half the width of its interval around 80 %, a typical result."""
    if plan.training >= _FEW:
        return []
    result = RunResult("test", plan.test, round(0.8 * plan.test), 0.0, 0.0, 0)
    low, high = result.interval
    lines = [text("cli.train.few", test=plan.test, points=round(50 * (high - low)))]
    if plan.test < max(_TINY, 3 * plan.num_classes):
        lines.append(text("cli.train.tiny_test", test=plan.test, classes=plan.num_classes))
    if plan.model == _OF_PHOTOGRAPHS:
        lines.append(text("cli.train.try_pretrained"))
    return lines
