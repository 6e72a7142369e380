"""Values that are legal in Keras for an argument, other than its default, by what its name says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np

import nervure.keras


class Pair(NamedTuple):
    """One value in two libraries.

    Attributes:
        theirs: for Keras.
        ours: for nervure; the same one unless it is an object of a library.
    """

    theirs: Any
    ours: Any


def alike(*values: Any) -> list[Pair]:
    """Values that belong to no library."""
    return [Pair(value, value) for value in values]


def made(make: Callable[[Any], Any]) -> Pair:
    """An object, a class or a function of each library."""
    return Pair(make(keras), make(nervure.keras))


BASES = ("Initializer", "Regularizer", "Constraint")


def _family(room: str, own: Callable[..., Any], arguments: dict[str, dict[str, Any]]) -> list[Pair]:
    """Every way to name a member of a family: names, aliases, classes, instances, dicts, functions, None."""
    module = getattr(keras, room)
    kinds = [name for name in dir(module) if isinstance(getattr(module, name), type) and name != module.__name__]
    kinds = [name for name in kinds if name not in BASES and hasattr(getattr(nervure.keras, room), name)]
    pairs = alike(None, *kinds, own)
    for name in kinds:
        given = arguments.get(name, {})
        pairs.append(made(lambda library, name=name: getattr(getattr(library, room), name)))
        try:
            instance = getattr(module, name)(**given)
            written = (module.serialize(instance), {"class_name": name, "config": instance.get_config()})
        except (TypeError, NotImplementedError):  # a base class, or one with an argument that must be given
            continue
        pairs.append(made(lambda library, name=name, given=given: getattr(getattr(library, room), name)(**given)))
        pairs += alike(*written)
    return pairs


def _own_values(shape: Any, dtype: Any = None, **_: Any) -> Any:
    return np.zeros(shape, "float32")


def _own_numbers(x: Any) -> Any:
    return x


FLAGS = alike(True, False, 1, 0, np.bool_(True), np.bool_(False), np.array(True), np.int64(1))
COUNTS = alike(1, 2, 7, np.int64(2), np.int32(3), np.uint8(4), np.array(2))
WHOLE = alike(0, 1, 5, np.int64(3), np.array(4))
FRACTIONS = alike(0.0, 0.25, 0, np.float32(0.5), np.float64(0.5), np.array(0.5), np.float16(0.5))
FACTORS = [*FRACTIONS, *alike(1, 2.5, 10, np.int64(2), np.array(3))]
NUMBERS = [*FACTORS, *alike(-1, -0.5, np.float32(-2.0))]
NAMES = alike("mine", "a_name_2", np.str_("mine"))
SEEDS = alike(None, 0, 1, 12345, np.int64(7))
AXES = alike(-1, 1, np.int64(-1), [-1], (-1,), (1,), [1, 2], (1, 2))

ACTIVATIONS = sorted(
    name for name in dir(keras.activations) if callable(getattr(keras.activations, name)) and name[0] != "_"
)
OBJECTS: dict[str, list[Pair]] = {
    "initializer": [
        *_family("initializers", _own_values, {"Constant": {"value": 0.5}, "Identity": {}}),
        *alike("glorot_normal", "he_normal", "lecun_uniform", "ones", "zeros", "random_normal", "orthogonal"),
    ],
    "regularizer": [
        *_family("regularizers", _own_numbers, {name: {"l1": 0.1, "l2": 0.1} for name in ("L1L2", "l1_l2")}),
        *alike("l1", "l2", "l1_l2"),
    ],
    "constraint": [
        *_family("constraints", _own_numbers, {}),
        *alike("max_norm", "non_neg", "unit_norm", "min_max_norm"),
    ],
    "activation": [
        *alike(None, *[name for name in ACTIVATIONS if name not in ("get", "serialize", "deserialize")]),
        *[
            made(lambda library, name=name: getattr(library.activations, name))
            for name in ACTIVATIONS
            if hasattr(nervure.keras.activations, name) and name not in ("get", "serialize", "deserialize")
        ],
        made(lambda library: library.layers.ReLU()),
        made(lambda library: library.layers.LeakyReLU(0.1)),
        made(lambda library: library.layers.Activation("tanh")),
    ],
    "learning_rate": [
        *alike(0.5, 1, np.float32(0.1), np.array(0.1), {"class_name": "ExponentialDecay", "config": {
            "initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}}),
        *alike(keras.optimizers.schedules.serialize(keras.optimizers.schedules.CosineDecay(0.1, 5))),
        made(lambda library: library.optimizers.schedules.CosineDecay(0.1, 5)),
    ],
}  # fmt: skip
WORDS: dict[str, tuple[Any, ...]] = {
    "data_format": ("channels_last", None),
    "interpolation": ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"),
    "merge_mode": ("sum", "mul", "concat", "ave", None),
    "reduction": ("sum", "sum_over_batch_size", "mean", "mean_with_sample_weight", "none", None),
    "distribution": ("normal", "truncated_normal", "untruncated_normal", "uniform"),
    "score_mode": ("dot", "concat"),
    "average": (None, "micro", "macro", "weighted"),
    "class_aggregation": (None, "uniform_average", "variance_weighted_average"),
    "curve": ("ROC", "PR"),
    "summation_method": ("interpolation", "minoring", "majoring"),
    "monitor": ("loss", "accuracy", "val_accuracy"),
    "save_freq": ("epoch", 5, np.int64(5)),
    "update_freq": ("epoch", "batch", 5),
    "use_cudnn": ("auto", True, False),
    "dtype": ("float32", None, np.float32, np.dtype("float32")),
    "separator": (";", "\t", "|"),
    "batch_size": (None, 1, np.int64(4)),
    "arguments": (None, {}, {"scale": 2.0}),
    "attention_axes": (None, 1, (1,), [1], (1, 2), np.int64(1)),
    "output_padding": (None, 0, np.int64(0)),
    "filepath": ("b.weights.h5", "b.keras", Path("c.keras")),
    "filename": ("b.csv", Path("c.csv")),
    "log_dir": ("logs/a", Path("logs")),
    "schedule": (_own_numbers, lambda epoch: 0.1, lambda epoch, rate: rate),
}
MODES: dict[str, tuple[str, ...]] = {
    "auto": ("auto", "min", "max"),
    "fan_in": ("fan_in", "fan_out", "fan_avg"),
    "rows": ("rows", "columns"),
}
BY_NAME: list[tuple[str, list[Pair]]] = [
    (r".*_initializer$", OBJECTS["initializer"]),
    (r".*_regularizer$", OBJECTS["regularizer"]),
    (r".*_constraint$", OBJECTS["constraint"]),
    (r"(recurrent_)?activation$", OBJECTS["activation"]),
    (r"learning_rate$", OBJECTS["learning_rate"]),
    (r"seed$", SEEDS),
    (r"name$", NAMES),
    (r"threshold$", alike(0.5, 0.25, 1, np.float32(0.5), np.array(0.5))),
    (r"thresholds$", alike(None, 0.5, 0.25, np.float32(0.5), [0.2, 0.8], (0.2, 0.8), np.array(0.5))),
    (
        r"(clip|global_clip)(norm|value)$|weight_decay$|loss_scale_factor$",
        [*alike(None), *alike(0.5, 1, np.float32(2.0))],
    ),
    (r"(ema_overwrite_frequency|gradient_accumulation_steps)$", alike(None, 2, 10, np.int64(3))),
    (r"(top_k|class_id|ignore_class|num_labels|value_dim)$", alike(None, 1, 2, np.int64(1), np.array(1))),
    (r"axis$|axes$", AXES),
    (r"(target_shape|dims)$", alike((2,), [2], (1,), (-1,), np.array([2]), (np.int64(1),), (2, 1), (1, 2), [2, 1])),
    (r"noise_shape$", alike(None, (None, 1), [None, 1], (2, 1), (None, np.int64(1)))),
    (r"shape$", alike((3,), [3], (None, 3), [None, np.int64(3)], (), (2, 3, 1))),
    (r"label_weights$", alike(None, [0.5, 0.5], np.array([0.2, 0.8]), (1, 2))),
    (r"(value)$", alike(0, 1, 0.5, -2, np.float32(3.0), np.array(0.5), [1.0, 2.0], np.ones((2, 2)))),
    (r"(scale|offset)$", alike(0, 1, 0.5, -1.5, np.float32(3.0), np.array(0.5))),
    (r"baseline$|initial_value_threshold$|warmup_target$", alike(None, 0, 0.5, 2, np.float32(0.5))),
    (r"(target_class_ids)$", alike([0], (0, 1), [0, 1], np.array([1]), [np.int64(0)])),
    (
        r"(alpha|momentum|rate|(recurrent_)?dropout|label_smoothing|beta_[12]|rho|ema_momentum|q|recall|precision)$",
        FRACTIONS,
    ),
    (r"(sensitivity|specificity|factor|decay_rate|epsilon|stddev)$", FRACTIONS),
    (r"on_.*", alike(None, _own_numbers)),
    (r"verbose$", alike(0, 1, 2, True, False)),
    (r"stddev|mean|minval|maxval|gain$|l1$|l2$", alike(0, 0.5, 1, np.float32(0.3), np.array(0.3))),
]


def _of_default(default: Any) -> list[Pair]:
    if isinstance(default, bool):
        return FLAGS
    if isinstance(default, int):
        return COUNTS
    if isinstance(default, float):
        return FACTORS
    if isinstance(default, list):
        return _of_list(default)
    if isinstance(default, tuple) and default:
        return _of_sizes(len(default), isinstance(default[0], (tuple, list)))
    return []


def _of_list(items: list[Any]) -> list[Pair]:
    return alike(items, tuple(items), np.array(items), list(np.array(items)))


def _of_sizes(count: int, are_pairs: bool) -> list[Pair]:
    sizes = (2,) * count
    pairs = ((1, 2),) * count
    return alike(
        1, 3, np.int64(2), sizes, list(sizes), np.array(sizes), tuple(map(np.int64, sizes)),
        *((pairs, list(map(list, pairs)), np.array(pairs)) if are_pairs else ()),
    )  # fmt: skip


def values(argument: str, default: Any, given: Any) -> Iterator[Pair]:
    """Values for an argument.

    Args:
        argument: its name.
        default: what it is by itself in Keras.
        given: what a call that works gives to it, where it must be given.
    """
    if argument in WORDS:
        yield from alike(*WORDS[argument])
        return
    if argument == "mode":
        yield from alike(*MODES[default])
        return
    if argument == "padding" and isinstance(default, str):
        yield from alike("valid", "same", "SAME", "VALID", "Same")
        return
    for pattern, pairs in BY_NAME:
        if re.match(pattern, argument):
            yield from pairs
            break
    else:
        yield from _of_default(given if default is None or isinstance(default, type) else default)
