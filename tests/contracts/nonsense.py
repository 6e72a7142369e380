"""Values that hardly any argument can mean, and what they are given to: every public class and function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch

from nervure import callbacks, constraints, initializers, layers, losses, metrics, optimizers, regularizers
from nervure.errors import NervureError
from nervure.layers.layer import Layer
from nervure.ops.squared_error import MEAN_SQUARED_ERROR

ROOMS = (layers, losses, metrics, optimizers, optimizers.schedules, callbacks, initializers, regularizers, constraints)


class Odd:
    """An object that is nothing in particular."""


class Raises:
    """An object that answers no question."""

    def __bool__(self) -> bool:
        raise RuntimeError("no")

    def __array__(self, *_: object, **__: object) -> Any:
        raise RuntimeError("no array")


# The first twelve are those that went wrong most often.
NONSENSE: Mapping[str, Any] = {
    "-1": -1, "1.5": 1.5, "nan": float("nan"), "'3'": "3", "'False'": "False", "[]": [], "{'a': 1}": {"a": 1},
    "object": Odd(), "np 0-d": np.array(2), "np 1-d": np.array([1.0, 2.0]), "huge": 10**30, "raises": Raises(),
    "None": None, "0": 0, "inf": float("inf"), "''": "", "[3]": [3], "(1, 2, 3, 4, 5)": (1, 2, 3, 4, 5), "{}": {},
    "class": Odd, "lambda": lambda *_: None, "np.int64(1)": np.int64(1), "np.float32(0.5)": np.float32(0.5),
    "-1e300": -1e300, "complex": 1j, "bytes": b"x", "True": True, "nested": [[1], [2, 3]], "set": {1, 2},
    "configuration": {"class_name": "nope", "config": {}}, "torch 0-d": torch.tensor(2.5), "np.str_": np.str_("a"),
}  # fmt: skip
FIRST = tuple(NONSENSE)[:12]

# What is given for the arguments that must be.
_NEEDED: Mapping[str, Any] = {
    "activation": "relu", "units": 2, "filters": 2, "kernel_size": 2, "rate": 0.2, "input_dim": 3, "output_dim": 2,
    "stddev": 0.1, "target_shape": (2,), "dims": (1,), "n": 2, "num_heads": 2, "key_dim": 2, "scale": 1.0, "axes": 1,
    "function": torch.abs, "fn": lambda a, b: (a - b).abs(), "value": 1.0, "schedule": lambda epoch: 0.1,
    "filepath": "a.safetensors", "filename": "a.csv", "num_classes": 3, "target_class_ids": [0], "recall": 0.5,
    "precision": 0.5, "sensitivity": 0.5, "specificity": 0.5, "initial_learning_rate": 0.1, "decay_steps": 10,
    "decay_rate": 0.5, "boundaries": [1, 2], "values": [0.1, 0.2, 0.3], "peak_learning_rate": 0.1, "total_steps": 10,
    "first_decay_steps": 10, "learning_rate": 0.1,
}  # fmt: skip


class Subject(NamedTuple):
    """Something that is called.

    Attributes:
        name: how a failure names it.
        call: what is called.
        arguments: a call that works.
        open_to: the arguments that nonsense is given to.
    """

    name: str
    call: Callable[..., Any]
    arguments: Mapping[str, Any]
    open_to: tuple[str, ...]


def classes() -> Iterator[Subject]:
    """Every public class of the families that users make objects of."""
    for room in ROOMS:
        for name in room.__all__:
            kind = getattr(room, name)
            if isinstance(kind, type) and name not in ("LossCache", "CallbackList", "TorchProgram"):
                yield _class(f"{room.__name__.removeprefix('nervure.')}.{name}", kind)


def _class(name: str, kind: type) -> Subject:
    parameters = inspect.signature(kind).parameters.values()
    named = [each.name for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    needed = {each.name: _given(each.name, kind) for each in parameters if each.default is each.empty
              and each.name in named}  # fmt: skip
    if kind is layers.InputLayer:
        needed["shape"] = (3,)
    if issubclass(kind, Layer):
        common = [each for each in inspect.signature(Layer).parameters if each != "unknown"]
        named += [each for each in common if each not in named]
    return Subject(name, _with_pair if kind is losses.Loss else kind, needed, tuple(named))


def _with_pair(**arguments: Any) -> losses.Loss:
    """A loss as users write them: with a pair of functions."""
    return type("Own", (losses.Loss,), {"op": MEAN_SQUARED_ERROR})(**arguments)


def _given(argument: str, kind: type) -> Any:
    made = {
        "layer": lambda: layers.LSTM(2) if kind is layers.Bidirectional else layers.Dense(2),
        "cell": lambda: layers.LSTMCell(2),
        "cells": lambda: [layers.LSTMCell(2)],
        "module": lambda: torch.nn.Linear(2, 2),
    }
    return made[argument]() if argument in made else _NEEDED[argument]


def raw(subject: Subject, values: Mapping[str, Any]) -> tuple[int, list[str]]:
    """How many calls were made, and those that ended in an error that is not nervure's."""
    count, found = 0, []
    for argument in subject.open_to:
        for label, value in values.items():
            count += 1
            try:
                subject.call(**{**subject.arguments, argument: value})
            except NervureError:
                pass
            except Exception as problem:  # whatever it is: the test tells
                kind = type(problem).__name__
                found.append(f"{subject.name}({argument}={label}): {kind}: {str(problem)[:100]}")
    return count, found
