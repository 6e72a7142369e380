"""Files of models as an attacker writes them: mutated anywhere, and sealed again so that the digest lets them pass."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nervure import Input, Model, Sequential, layers, set_seed
from nervure.callbacks import CSVLogger, EarlyStopping, ReduceLROnPlateau
from nervure.models.checkpointing import CHECKPOINT
from nervure.models.seal import BLANK
from nervure.optimizers import SGD, Adam
from nervure.optimizers.schedules import CosineDecay
from tests.models.networks import numbers, picture_network, some_digits, two_ended, two_ended_data
from tests.models.resuming import Raising, data, network

_DIGEST = re.compile(rb'(?<=\\"digest\\": \\")[^"\\]{64}')
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?")
_LENGTH_BYTES = 8
CHECKPOINTS = ("interrupted", "finished")


def sealed_again(data: bytes) -> bytes:
    """``data`` with a digest that fits, where it has a place for one."""
    blank, found = _DIGEST.subn(BLANK.encode(), data, count=1)
    digest = hashlib.sha256(blank).hexdigest().encode()
    return blank.replace(BLANK.encode(), digest, 1) if found else data


def with_header(header: dict[str, Any] | str, numbers: bytes) -> bytes:
    """A file with this header before these numbers."""
    text = header if isinstance(header, str) else json.dumps(header)
    written = text.encode(errors="surrogatepass")
    written += b" " * (-len(written) % _LENGTH_BYTES)
    return sealed_again(len(written).to_bytes(_LENGTH_BYTES, "little") + written + numbers)


def taken_apart(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The header of a file, and its numbers."""
    start = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "little")
    return json.loads(data[_LENGTH_BYTES:start]), data[start:]


def description(header: dict[str, Any]) -> dict[str, Any]:
    """What nervure wrote into a header."""
    described: dict[str, Any] = json.loads(header["__metadata__"]["nervure"])
    return described


def with_description(data: bytes, change: Callable[[Any], Any]) -> bytes:
    """The file with another description: what ``change`` gives, or what it makes of the one it is given."""
    header, numbers = taken_apart(data)
    described = description(header)
    changed = change(described)
    header["__metadata__"]["nervure"] = json.dumps(described if changed is None else changed)
    return with_header(header, numbers)


def originals(folder: Path) -> dict[str, bytes]:
    """Whole files of many kinds: models with everything that a description can hold, weights, and a checkpoint."""
    set_seed(3)
    made: dict[str, Any] = {
        "pictures": picture_network(), "ends": two_ended(compiled=True), "sequences": _sequences(),
        "stateful": _stateful(), "attention": _attention(), "shapes": _shapes(), "given": _given(),
    }  # fmt: skip
    x, y = some_digits(32)
    made["pictures"].fit(x, y, verbose=0)
    made["ends"].fit(*two_ended_data(), verbose=0)
    made["sequences"].fit(np.arange(60).reshape(10, 6) % 9, np.arange(10) % 3, verbose=0)
    made["given"].fit(numbers(8, 4), numbers(8, 2), verbose=0)
    for name, model in made.items():
        model.save(folder / name)
    made["pictures"].save_weights(folder / "weights")
    for name in CHECKPOINTS:
        run = folder / "run"
        with contextlib.suppress(RuntimeError):
            train(run, stop_after=3 if name == "interrupted" else -1)
        (run / CHECKPOINT).replace(folder / name)
    return {name: (folder / name).read_bytes() for name in (*made, "weights", *CHECKPOINTS)}


def misfits(folder: Path) -> dict[str, bytes]:
    """Files of a network of two million weights and their moments, in which only the last thing looked at is wrong."""
    model = Sequential([Input((1000,)), layers.Dense(2000, "relu", kernel_initializer="zeros"), layers.Dense(1)])
    model.compile("adam", "mse")
    model.train_on_batch(np.zeros((1, 1000), "float32"), np.zeros((1, 1), "float32"))
    model.save(folder / "misfit")
    data = (folder / "misfit").read_bytes()

    def units(described: Any) -> None:
        described["model"]["config"]["layers"][-1]["config"]["units"] = 10**12

    def iterations(described: Any) -> None:
        described["optimizer"]["iterations"] = -1

    changed = {change.__name__: with_description(data, change) for change in (units, iterations)}
    return {**changed, "digest": data[:-1] + b"\x01"}


def train(folder: Path, stop_after: int = -1, **options: Any) -> None:
    """A short run with a checkpoint in ``folder``; an error ends it after so many steps."""
    listed = [
        EarlyStopping("loss", patience=9, restore_best_weights=True), ReduceLROnPlateau("loss", patience=0),
        CSVLogger(folder / "log.csv"), Raising(stop_after),
    ]  # fmt: skip
    x, y = data(16)
    network("masked", "adam").fit(
        x, y, batch_size=8, epochs=2, seed=1, verbose=0, callbacks=listed, checkpoint=folder, save_every=1, **options
    )


def _sequences() -> Model:
    model = Sequential(
        [
            Input((6,)),
            layers.Embedding(9, 4, mask_zero=True),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.RNN([layers.GRUCell(3), layers.SimpleRNNCell(2)], return_sequences=True),
            layers.TimeDistributed(layers.Dense(2)),
            layers.GlobalAveragePooling1D(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(Adam(CosineDecay(0.01, 9)), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def _stateful() -> Model:
    return Sequential([Input(batch_shape=(2, 3, 4)), layers.LSTM(3, stateful=True), layers.Dense(1)])


def _attention() -> Model:
    x = Input((5, 8))
    y = layers.LayerNormalization()(layers.Add()([x, layers.MultiHeadAttention(2, 4)(x, x)]))
    return Model(x, layers.Dense(2)(layers.PReLU()(layers.Maxout(3)(layers.Dropout(0.1)(y)))))


def _shapes() -> Model:
    return Sequential(
        [
            Input((8, 8, 2)),
            layers.ZeroPadding2D(1),
            layers.SeparableConv2D(3, 3),
            layers.DepthwiseConv2D(2),
            layers.Conv2DTranspose(2, 2, strides=2),
            layers.UpSampling2D(2),
            layers.Cropping2D(1),
            layers.MaxPooling2D(2),
            layers.GroupNormalization(2),
            layers.Reshape((-1, 2)),
            layers.Permute((2, 1)),
            layers.Conv1D(2, 3, padding="causal"),
            layers.Flatten(),
            layers.RepeatVector(2),
        ]
    )


def _given() -> Model:
    first = layers.Dense(
        100, activation=layers.LeakyReLU(0.1), kernel_initializer=np.ones((4, 100)), kernel_regularizer="l2",
        bias_constraint="non_neg", activity_regularizer="l1",
    )  # fmt: skip
    model = Sequential([Input((4,)), first, layers.Dense(2, name="출력")], name="신경망")
    model.compile(SGD(0.1, momentum=0.9, use_ema=True, clipnorm=1.0), "mse", metrics=["mae"], loss_weights=[0.5])
    return model


_NAMES = [
    "Dense", "Lambda", "TorchModule", "Sequential", "Model", "InputLayer", "Bidirectional", "RNN", "LSTM", "Adam",
    "AUC", "MeanSquaredError", "CosineDecay", "L2", "GivenArray", "os.system", "builtins.eval", "nervure.cli.main",
]  # fmt: skip
_VALUES: list[Any] = [
    -1, 0, 1, 2, 3, 7, 2**31, 2**53, 2**63, 10**9, 10**12, 10**18, 10**30, -(10**9), 0.5, -0.5, float("nan"),
    float("inf"), float("-inf"), 1e308, 5e-324, True, False, None, "", "relu", "same", "float64", "auto", "inferred",
    "__import__('os').system('id')", "/etc/passwd", "../../model", "\0", "한글", "\ud800", "a" * 20_000, [], {}, [[]],
    [1, 2, 3], [None], [10**9] * 4, [0] * 1000, {"<array>": "run:0"}, {"<tensor>": "dense/kernel"},
]  # fmt: skip


# What a number is replaced by, anywhere in a header; some of it is no JSON.
_TEXTS = (
    "0", "-1", "9" * 9, "9" * 5000, "1e999", "NaN", "-Infinity", "0.5", "null", "[]", '"a"', "\\", "{'a': 1}",
    "[" * 5000 + "]" * 5000, '{"a": ' * 5000 + "1" + "}" * 5000,
)  # fmt: skip


class Mutants:
    """Endless mutants of some files, the same ones for the same seed."""

    def __init__(self, files: dict[str, bytes], seed: int) -> None:
        self._files, self._draws = files, random.Random(seed)

    def next(self) -> tuple[str, bytes]:
        """The name of a file, and a mutant of it."""
        name = self._draws.choice(list(self._files))
        ways = (self._bits, self._bytes, self._entries, self._tree, self._tree, self._tree, self._text)
        return name, self._draws.choice(ways)(self._files[name])

    def _bits(self, data: bytes) -> bytes:
        changed = bytearray(data)
        header = 8 + int.from_bytes(data[:8], "little")
        for _ in range(self._draws.randint(1, 4)):
            place = self._draws.randrange(self._draws.choice((header, len(data))))
            changed[place] ^= 1 << self._draws.randrange(8)
        return self._perhaps_sealed(bytes(changed))

    def _bytes(self, data: bytes) -> bytes:
        start, end = sorted(self._draws.randrange(len(data)) for _ in range(2))
        end = min(end, start + self._draws.choice((1, 8, 1000)))
        some = self._draws.randbytes(self._draws.choice((0, 1, 8, 100)))
        changed = self._draws.choice(
            (data[:start], data[start:], data + some, data[:start] + some + data[end:], data[:end] + data[start:])
        )
        return self._perhaps_sealed(changed)

    def _perhaps_sealed(self, data: bytes) -> bytes:
        return sealed_again(data) if self._draws.random() < 0.8 else data

    def _entries(self, data: bytes) -> bytes:
        """Tensors that lie elsewhere, have other shapes or types, or stand twice."""
        header, numbers = taken_apart(data)
        name, other = (self._draws.choice(list(header)) for _ in range(2))
        way = self._draws.randrange(6)
        if way == 0:
            del header[name]
        elif way == 1:
            header[self._draws.choice((name + "x", "", "run:0", "optimizer:x", "state:x"))] = header.pop(name)
        elif way == 2:
            header[name] = header[other]
        elif way == 3:
            text = json.dumps(header)
            return with_header(text[:-1] + f", {json.dumps(name)}: {json.dumps(header[other])}}}", numbers)
        elif isinstance(header[name], dict) and header[name]:
            key = self._draws.choice(list(header[name]))
            header[name][key] = self._other(header[name][key])
            if key == "shape" and way == 5:
                header[name][key] = [self._draws.choice(_VALUES) for _ in range(self._draws.randrange(5))]
        return with_header(header, numbers)

    def _tree(self, data: bytes) -> bytes:
        """A description in which something is something else."""

        def change(described: Any) -> None:
            for _ in range(self._draws.randint(1, 3)):
                places = list(_places(described))
                holder, key = self._draws.choice(places)
                if key == "format" or key == "digest":
                    continue
                way = self._draws.randrange(8)
                if way == 0:
                    del holder[key]
                elif way == 1:
                    other, name = self._draws.choice(places)
                    if name in (other if isinstance(other, dict) else range(len(other))):
                        holder[key] = copy.deepcopy(other[name])
                elif way == 2 and isinstance(holder, dict):
                    holder[str(self._draws.choice(_NAMES))] = holder[key]
                elif way == 3 and isinstance(holder, list):
                    holder.extend(copy.deepcopy(holder) * self._draws.choice((1, 3)))
                else:
                    holder[key] = self._other(holder[key])

        return with_description(data, change)

    def _other(self, value: Any) -> Any:
        if isinstance(value, dict) and "class_name" in value and self._draws.random() < 0.5:
            names = [*_NAMES, *layers.TABLE]
            return {**value, "class_name": self._draws.choice(names)}
        if self._draws.random() < 0.1:
            return _nested(self._draws.choice((3, 30, 80)), self._draws.random() < 0.5)
        if self._draws.random() < 0.2:
            return {"class_name": self._draws.choice([*_NAMES, *layers.TABLE]), "config": self._draws.choice(_VALUES)}
        if type(value) is int and self._draws.random() < 0.5:
            return value * self._draws.choice((-1, 2, 10**6, 10**12)) + self._draws.choice((-1, 0, 1))
        return copy.deepcopy(self._draws.choice(_VALUES))

    def _text(self, data: bytes) -> bytes:
        """Numbers of the header that are others, wherever they stand."""
        header, numbers = taken_apart(data)
        text = json.dumps(header)
        found = list(_NUMBER.finditer(text))
        for chosen in sorted(self._draws.sample(found, 2), key=lambda each: -each.start()):
            new = self._draws.choice(_TEXTS)
            text = text[: chosen.start()] + new + text[chosen.end() :]
        return with_header(text, numbers)


def _places(value: Any) -> Any:
    """Every place in a description: what holds it, and its name or number there."""
    for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(item, (dict, list)):
            yield from _places(item)


def _nested(depth: int, of_layers: bool) -> Any:
    made: Any = []
    for _ in range(depth):
        inside = {"layer": made, "name": None}
        made = (
            {"class_name": "Bidirectional", "name": "a", "trainable": True, "config": inside} if of_layers else [made]
        )
    return made


def large_files() -> dict[str, tuple[str, int]]:
    """Headers that would become far more than the file is, and how many bytes of nothing follow them."""
    layer = '{"class_name": "ReLU", "name": "%d", "trainable": true, "config": {}}'
    head = '"name": "a", "trainable": true, "config": {"name": "a", '
    chain = '{"class_name": "Sequential", ' + head + '"input": %s, "layers": [%s]}}'
    entrance = '{"name": "i", "is_given": true, "batch_shape": [null, 4]}'
    empty = '"%d": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}'
    call = '{"layer": "r", "inputs": [[0, 0]]}'
    calls = (
        '{"class_name": "Model", ' + head + '"inputs": [%s], "layers": '
        '[{"class_name": "ReLU", "name": "r", "trainable": true, "config": {}}], "calls": [%s], "outputs": [[1, 0]], '
        '"input_keys": null, "output_keys": null}}'
    )

    entrances = ",".join(entrance.replace('"i"', f'"{number}"') for number in range(20_000))
    sums = ",".join(f"[{number}, 0]" for number in range(20_000))
    joined = '{"class_name": "Add", "name": "r", "trainable": true, "config": {}}'
    inputs = calls.replace(layer.replace("%d", "r"), joined) % (entrances, call.replace("[0, 0]", sums))
    inputs = inputs.replace("[1, 0]]", "[20000, 0]]")

    def ours(model: str) -> str:
        return json.dumps({"__metadata__": {"nervure": f'{{"format": 1, "model": {model}}}'}})

    many = range(40_000)
    return {
        "lists": ("[" + "[]," * 20_000_000 + "[]]", 0),
        "mappings": ('{"__metadata__": {"nervure": "[' + "{}," * 5_000_000 + '{}]"}}', 0),
        "rare sign": (json.dumps({"__metadata__": {"nervure": "a" * 30_000_000 + "😀"}}, ensure_ascii=False), 0),
        "escaped": ('{"__metadata__": {"nervure": "[' + "\\u005b\\u005d," * 3_000_000 + '0]"}}', 0),
        "text": (json.dumps({"__metadata__": {"nervure": "a" * 90_000_000}}), 0),
        "layers": (ours(chain % (entrance, ",".join(layer % number for number in many))), 0),
        "few thousand layers": (ours(chain % (entrance, ",".join(layer % number for number in many[:6000]))), 0),
        "calls": (ours(calls % (entrance, ",".join([call] * 15_000))), 0),
        "one call after another": (
            ours(calls % (entrance, ",".join(call.replace("0, 0", f"{number}, 0") for number in many[:15_000]))), 0,
        ),
        "inputs": (ours(inputs), 0),
        "empty tensors": ("{" + ",".join(empty % number for number in many) + "}", 0),
        "a long name": (ours(chain % (entrance, layer.replace("ReLU", "R" * 2_000_000) % 0)), 0),
        "a hole": ("{}", 1 << 33),
    }  # fmt: skip
