"""The interactive page: the records of its walks as one HTML file."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from typing import Any

from nervure.language import language
from nervure.language.catalogue import MESSAGES
from nervure.records.alphabet import ALPHABET
from nervure.records.explanation_page import (
    ExplanationPage,
    ExplanationPages,
    PageBox,
    PageLoss,
    PageParameter,
    PageStep,
    PageTensor,
    PageValue,
)
from nervure.records.expression import (
    Call,
    Expression,
    Extremum,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Selection,
    Sum,
    Symbol,
)
from nervure.records.meeting import Meeting
from nervure.render.layered_layout import Size
from nervure.render.page import as_base64, as_json, page
from nervure.render.page_diagram import page_diagram

_STYLES = ("shell/tokens.css", "shell/shell.css", "shell/diagram.css", "explanation/explanation.css")
_WIDE = Size(132.0, 132.0)  # of a box with a preview of its layer's output
MOST_BYTES = 5_000_000
_ALIGNED = 4  # bytes: the alignment of a float


def explanation_html(pages: ExplanationPages) -> str:
    """The whole page."""
    tensors = _Tensors()
    first = pages.given or pages.prediction
    payload = {
        "model": first.model, "language": language(), "samples": first.samples, "labels": first.labels,
        "classes": pages.num_classes, "left_out": pages.left_out,
        "prediction": _payload(pages.prediction, tensors),
        "given": None if pages.given is None else _payload(pages.given, tensors),
        "chosen": [(str(number), _payload(step, tensors)) for number, step in pages.chosen.items()],
    }  # fmt: skip
    payload["operations"], payload["meanings"] = _operations(payload), _meanings()
    _share(payload)
    data = {"payload": as_json({**payload, "tensors": tensors.places}), "tensors": as_base64(bytes(tensors.data))}
    return page(first.model, "explanation/page.js", _STYLES, data)


def _operations(payload: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The names of the operations in the page in both languages, by the names in its boxes."""
    walks = [payload["prediction"], payload["given"], *(step for _, step in payload["chosen"])]
    boxes = [box for walk in walks if walk is not None for box in walk["diagram"]["boxes"]]
    names = {name for box in boxes for part in box["kind"].split(" + ") for name in part.split(", ")}
    found = {name: MESSAGES.get(f"operations.{name.replace(' ', '_')}") for name in sorted(names)}
    return {name: {"en": each.en, "ko": each.ko} for name, each in found.items() if each is not None}


def _meanings() -> dict[str, dict[str, str]]:
    """The meanings of the letters in the table."""
    found = {letter: MESSAGES[f"letters.{name}"] for name, letter in ALPHABET.items()}
    return {letter: {"en": message.en, "ko": message.ko} for letter, message in found.items()}


def smallest(written: Iterable[str]) -> str:
    """The first page that is small enough; the last one if none is."""
    html = ""
    for html in written:
        if len(html.encode()) <= MOST_BYTES:
            break
    return html


def _share(payload: dict[str, Any]) -> None:
    """Everything that all steps of chosen classes share is stored in the first of them."""
    first, *others = [step for _, step in payload["chosen"]] or [None]
    for other in others:
        for key in [key for key, held in other.items() if held == first[key]]:
            del other[key]


def carried(record: ExplanationPage) -> tuple[str, bytes]:
    """One walk: the description as JSON, and all tensors one after another."""
    tensors = _Tensors()
    payload = as_json({**_payload(record, tensors), "tensors": tensors.places})
    return payload, bytes(tensors.data)


class _Tensors:
    """All numbers one after another, and the start of each tensor."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.places: list[dict[str, Any]] = []
        self._numbers: dict[tuple[str, int, bytes], int] = {}

    def add(self, tensor: PageTensor | None) -> int | None:
        """The number of the tensor; None for none. Tensors that walks share are stored once."""
        if tensor is None:
            return None
        known = (tensor.kind, tensor.count, tensor.data)
        if known in self._numbers:
            return self._numbers[known]
        self._numbers[known] = len(self.places)
        self.data += bytes(-len(self.data) % _ALIGNED)
        self.places.append({"kind": tensor.kind, "start": len(self.data), "count": tensor.count})
        self.data += tensor.data
        return len(self.places) - 1


def _payload(record: ExplanationPage, tensors: _Tensors) -> dict[str, Any]:
    optimizer = record.optimizer
    return {
        "training": record.training, "samples": record.samples, "inputs": record.inputs, "outputs": record.outputs,
        "diagram": page_diagram([_box(box) for box in record.boxes], record.edges, _WIDE),
        "names": [dataclasses.astuple(name) for name in record.names],
        "values": [_value(value, tensors) for value in record.values],
        "parameters": [_parameter(parameter, tensors) for parameter in record.parameters],
        "steps": [_step(step, tensors) for step in record.steps],
        "losses": [_loss(loss, tensors) for loss in record.losses],
        "loss": _number(record.loss), "penalty": record.penalty,
        "optimizer": None if optimizer is None else {
            "kind": optimizer.kind, "source": optimizer.source, "plain": optimizer.plain, **optimizer.settings,
        },
        "derivations": [
            [place.kind, place.name, place.index, tree(expression)] for place, expression in record.derivations.items()
        ],
    }  # fmt: skip


def _value(value: PageValue, tensors: _Tensors) -> dict[str, Any]:
    return {
        "name": value.name, "shape": value.shape, "range": value.range, "gradient_range": value.gradient_range,
        "data": tensors.add(value.data), "gradient": tensors.add(value.gradient), "has_gradient": value.has_gradient,
    }  # fmt: skip


def _parameter(parameter: PageParameter, tensors: _Tensors) -> dict[str, Any]:
    slots = {name: held if held == "zero" else tensors.add(held) for name, held in parameter.slots.items()}
    return {
        "name": parameter.name, "shape": parameter.shape, "range": parameter.range,
        "trainable": parameter.trainable, "moves": parameter.moves,
        "gradient_range": parameter.gradient_range, "penalty": parameter.penalty, "slots": slots,
        "data": tensors.add(parameter.data), "gradient": tensors.add(parameter.gradient),
        "updated": tensors.add(parameter.updated),
    }  # fmt: skip


def _step(step: PageStep, tensors: _Tensors) -> dict[str, Any]:
    shown = {field.name: getattr(step, field.name) for field in dataclasses.fields(step)}
    return {
        **shown,
        "mask": tensors.add(step.mask),
        "meeting": None if step.meeting is None else _meeting(step.meeting),
    }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    written, *read = [[cells.letter, cells.reference.name, cells.index] for cells in meeting.arrays]
    return {
        "how": meeting.how, "written": written, "read": read, "indices": meeting.indices,
        "ranges": ", ".join(f"{letter}: 0..{size - 1}" for letter, size in meeting.ranges),
    }  # fmt: skip


def _loss(loss: PageLoss, tensors: _Tensors) -> dict[str, Any]:
    shown = {field.name: getattr(loss, field.name) for field in dataclasses.fields(loss)}
    return {**shown, **{name: tensors.add(getattr(loss, name)) for name in ("values", "shares", "targets")}}


def _box(box: PageBox) -> dict[str, Any]:
    return {
        "layer": box.layer, "name": box.layer, "role": box.role, "kind": box.kind, "shape": box.shape,
        "value": box.value,
    }  # fmt: skip


def tree(expression: Expression) -> list[Any]:
    """An expression as lists: its kind, then its parts.

    Examples:
        >>> tree(Number(2.0) * Number(0.5) + 1)
        ['sum', ['product', ['number', 2.0], ['number', 0.5]], ['number', 1.0]]
    """
    match expression:
        case Number():
            return ["number", _number(expression.value)]
        case Symbol(letter, index, value, place, is_gradient, is_new):
            target = None if place is None else [place.kind, place.name]
            return ["symbol", letter, index, _number(value), is_gradient, is_new, target]
        case Call(function, argument):
            return ["call", function, tree(argument)]
        case Selection():
            return tree(expression.chosen)
        case Extremum(kind, arguments):
            return [kind, *map(tree, arguments)]
    return [_KINDS[type(expression)], *map(tree, expression.parts)]


_KINDS: Mapping[type[Expression], str] = {
    Sum: "sum", Negative: "negative", Product: "product", Quotient: "quotient", Power: "power",
}  # fmt: skip


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
