"""Findings about saved runs as text: evaluations, predictions for images, and differences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from nervure.language import text
from nervure.records.comparison import Comparison, Difference, Gap, Subject
from nervure.records.evaluation import Evaluation
from nervure.records.picture_folder import LeftOut
from nervure.records.recognition import Recognitions
from nervure.records.repetition import Agreement, Matter, Repetition
from nervure.records.result import told_independent
from nervure.render.columns import columns
from nervure.render.numbers import count, measured, number, percentage
from nervure.render.terminal import pad, printable, wrapped

_INDENT = "  "
_MOST_LEFT_OUT = 20
_DIGEST, _OF_A_DIGEST = re.compile(r"[0-9a-f]{40,}(\.\.\.)?"), 12  # may already be cut off
_DIGITS_OF_P, _LEAST_P = 2, 0.001
_SUBJECTS: dict[Subject, str] = {
    "data": "comparison.data", "network": "comparison.network", "settings": "comparison.settings",
}  # fmt: skip
_MATTERS: dict[Matter, str] = {
    "data": "repetition.data", "pretrained": "repetition.pretrained", "code": "repetition.code",
    "versions": "repetition.versions", "device": "repetition.device", "weights": "repetition.weights",
}  # fmt: skip


def evaluation_text(evaluation: Evaluation, width: int = 80) -> str:
    """Accuracy with its interval, loss, one line per class, and what was left out.

    Examples:
        >>> from nervure.language import set_language
        >>> from nervure.records.confusion import ConfusionRecord
        >>> set_language("en")
        >>> print(evaluation_text(Evaluation("runs/a", "b", 0.1, ConfusionRecord(("0", "6"), ((9, 1), (0, 10))))))
        runs/a on b: 19 of 20 images recognized, 95.00 %.
        Expect 76.39 to 99.11 % on other images of this kind (95 % Wilson interval).
        Mean loss 0.1000.
        <BLANKLINE>
        class  images  recognized            most often mistaken for
        0          10           9   90.00 %  6 (1)
        6          10          10  100.00 %
    """
    headline = text(
        "evaluation.headline", run=printable(evaluation.run), data=printable(evaluation.data),
        right=evaluation.num_right, count=evaluation.count, accuracy=percentage(evaluation.accuracy, 2),
    )  # fmt: skip
    loss = text("evaluation.loss", loss=measured(evaluation.loss))
    told = [line for sentence in (headline, *_expected(evaluation), loss) for line in wrapped(sentence, width)]
    return "\n".join([*told, "", *_class_lines(evaluation, width), *left_out_lines(evaluation.left_out)])


def _expected(evaluation: Evaluation) -> list[str]:
    """What to expect for other images, based on those not used for training; empty if all were."""
    if evaluation.interval is None:
        return []
    low, high = evaluation.interval
    bounds, unseen = {"low": f"{100 * low:.2f}", "high": percentage(high, 2)}, evaluation.unseen
    if unseen is None or unseen.count == evaluation.count:
        return [text("evaluation.interval", **bounds), *alike_notes(evaluation.count, evaluation.num_independent)]
    interval = text("evaluation.interval_of_unseen", **bounds, count=unseen.count)
    return [interval, *alike_notes(unseen.count, unseen.num_independent)]


def alike_notes(count: int, num_independent: float | None) -> list[str]:
    """Notes that some images look alike, so that together they give less information; empty if they do not."""
    independent = told_independent(count, num_independent)
    return [] if independent is None else [text("evaluation.alike", count=count, independent=independent)]


def _class_lines(evaluation: Evaluation, width: int) -> list[str]:
    keys = ("evaluation.class", "evaluation.count", "evaluation.right")
    rows = [[*map(text, keys), "", text("evaluation.taken_for")]]
    confusion = evaluation.confusion
    for place, (label, taken) in enumerate(zip(confusion.labels, confusion.counts, strict=True)):
        if not sum(taken):
            continue
        others = [(times, other) for other, times in enumerate(taken) if times and other != place]
        times, other = max(others, key=lambda each: each[0], default=(0, 0))
        mistake = f"{confusion.labels[other]} ({count(times)})" if times else ""
        share = percentage(taken[place] / sum(taken), 2)
        rows.append([label, count(sum(taken)), count(taken[place]), share, mistake])
    return columns(rows, right=(1, 2, 3), width=width)


def left_out_lines(left_out: Sequence[LeftOut]) -> list[str]:
    """The unused files, with their reasons; the first ones if there are many."""
    if not left_out:
        return []
    shown = [f"{_INDENT}{printable(str(each))}" for each in left_out[:_MOST_LEFT_OUT]]
    more = [_INDENT + text("evaluation.more", count=len(left_out) - len(shown))] if len(left_out) > len(shown) else []
    return ["", text("evaluation.left_out", count=len(left_out)), *shown, *more]


def recognitions_text(recognitions: Recognitions, top: int = 3, width: int = 80) -> str:
    """One line per image: file, most likely classes and probabilities; below, what was done to photographs.

    Args:
        recognitions: the predictions of a run.
        top: the number of most likely classes shown.
        width: the number of cells in a line.

    Examples:
        >>> from nervure.records.recognition import Recognition
        >>> seen = Recognition("a.png", {"0": 0.08, "1": 0.9, "2": 0.02})
        >>> print(recognitions_text(Recognitions("runs/a", (seen,)), top=2))
        a.png  1  90.0 %  0  8.0 %
    """
    rows = []
    for picture in recognitions.pictures:
        shares = picture.most_likely(top)
        rows.append([picture.path, *(cell for label, p in shares for cell in (label, percentage(p, 1)))])
    right = range(2, 2 + 2 * top, 2)
    photographs = [each for each in recognitions.pictures if each.is_photograph]
    notes = [photograph_note(each.path, recognitions.ink_is_bright) for each in photographs]
    notes += [text("recognition.as_is")] if notes else []
    return "\n".join(
        [*columns(rows, right, width, paths=(0,)), *(line for note in notes for line in wrapped(note, width))]
    )


def photograph_note(path: str, ink_is_bright: bool) -> str:
    """Notes that a photographed character was prepared like the training images, with bright or dark ink."""
    key = "recognition.photograph" if ink_is_bright else "recognition.photograph_bright"
    return text(key, path=printable(path))


def comparison_text(comparison: Comparison, width: int = 80) -> str:
    """The differences between two runs, their accuracies, and what the gap between them means."""
    rows: list[tuple[str, ...]] = [("", comparison.first, comparison.second)]
    for subject, key in _SUBJECTS.items():
        differences = comparison.of(subject)
        rows.append((text(key), *([] if differences else [text("comparison.same")])))
        rows += [_difference_row(each) for each in differences]
    gap = comparison.gap
    if gap is not None:
        shares = [percentage(right / of, 2) for right, of in (gap.first, gap.second)]
        counts = [text("comparison.of", right=right, count=of) for right, of in (gap.first, gap.second)]
        rows += [(text("comparison.accuracy"), *shares), (text("comparison.recognized"), *counts)]
    said = [text("comparison.unjudged")] if gap is None else _meaning(gap, comparison)
    lines = [line for sentence in said for line in wrapped(sentence, width)]
    return "\n".join([*columns(rows, width=width), "", *lines])


def _difference_row(difference: Difference) -> tuple[str, str, str]:
    return _INDENT + difference.name, _short(difference.first), _short(difference.second)


def _meaning(gap: Gap, comparison: Comparison) -> list[str]:
    if gap.test == "two_proportions" and any(each.name == "labels" for each in comparison.of("data")):
        return [text("comparison.other_classes")]
    key = "comparison.significant" if gap.is_significant else "comparison.not_significant"
    verdict = text(key, size=f"{100 * abs(gap.size):.2f}", p_value=_p_value(gap.p_value))
    if gap.test == "mcnemar":
        test = text("comparison.mcnemar", data=printable(gap.data or ""), first=gap.only_first, second=gap.only_second)
    else:
        test = text("comparison.two_proportions")
    alike = text("comparison.alike_once" if gap.test == "mcnemar" else "comparison.alike_less")
    return [verdict, test, *([alike] if gap.has_alike else []), text("comparison.scope")]


def _p_value(p_value: float) -> str:
    """``= 0.021``, or ``< 0.001``: smaller values are not useful, and no test can show that it is 0."""
    return f"< {_LEAST_P}" if p_value < _LEAST_P else f"= {number(p_value, _DIGITS_OF_P)}"


def repetition_text(repetition: Repetition, width: int = 80) -> str:
    """What two runs that should be the same agree on, and whether they are the same."""
    rows = [(text(_MATTERS[each.matter]), _agreement(each)) for each in repetition.agreements]
    verdict = text("repetition.same" if repetition.is_the_same else "repetition.other")
    place = text("repetition.lies", folder=printable(repetition.folder))
    return "\n".join([*columns(rows, width=width), "", *wrapped(verdict, width), place])


def _agreement(agreement: Agreement) -> str:
    if agreement.holds:
        return text("repetition.holds")
    return text("repetition.differs", before=_short(agreement.before), now=_short(agreement.now))


def _short(value: str) -> str:
    """The start of a digest, enough to tell digests apart."""
    return value[:_OF_A_DIGEST] if _DIGEST.fullmatch(value) else value


def facts_text(title: str, facts: Mapping[str, Any], width: int = 80) -> str:
    """A title, and each fact with its name; nothing is cut off.

    Examples:
        >>> print(facts_text("Data", {"kind": "digits", "left_out": 0, "path": None}))
        Data
          kind      digits
          left_out  0
          path      -
    """
    named = [(printable(name), printable(_fact(value))) for name, value in facts.items()]
    left = max((cell_len(name) for name, _ in named), default=0)
    lines = [title]
    for name, value in named:
        first, *more = wrapped(value, width - left - 2 * len(_INDENT))
        lines.append(f"{_INDENT}{pad(name, left)}{_INDENT}{first}")
        lines += [f"{_INDENT}{pad('', left)}{_INDENT}{line}" for line in more]
    return "\n".join(lines)


def _fact(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_fact(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_fact, value))
    return _short(str(value))
