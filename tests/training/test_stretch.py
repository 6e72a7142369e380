from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import ArrayDataset, as_dataset, digits, in_steps
from nervure.errors import DataError
from nervure.kernels import native
from nervure.layers import GRU, LSTM, Dense, Dropout, Flatten, Input, Masking, Rescaling
from nervure.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nervure.metrics import AUC
from nervure.models import Sequential
from nervure.optimizers import SGD, Adam, AdamW, RMSprop
from nervure.optimizers.schedules import ExponentialDecay
from nervure.randomness import set_seed
from nervure.training.callbacks import (
    Callback,
    EarlyStopping,
    LambdaCallback,
    LearningRateScheduler,
    ModelCheckpoint,
    TerminateOnNaN,
)

pytestmark = pytest.mark.skipif(not native.available(), reason="no native kernels in this process")

TOLERANCES = {"float32": 2e-6, "float64": 1e-12}
# Over 50 steps: what a mean of rounded numbers may be off.
HISTORY_TOLERANCE = 2e-6


class Observer(Callback):
    """Hears of batches without asking for one: of each in the ordinary walk, of the last of each call in stretches.

    Attributes:
        begun: whether each epoch so far ran in stretches.
    """

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[bool] = []
        self._heard = 0

    def batches_until_due(self) -> int | None:
        return None

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._heard, self._batches = 0, 0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._heard, self._batches = self._heard + 1, batch + 1

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.begun.append(self._heard < self._batches)


@pytest.fixture
def observer(monkeypatch: pytest.MonkeyPatch) -> Observer:
    monkeypatch.delenv("NERVURE_SMALL_NETWORKS", raising=False)
    return Observer()


def made(
    last: Any = (1, "sigmoid"), loss: Any = "binary_crossentropy", hidden: str = "tanh", **given: Any
) -> Sequential:
    set_seed(3)
    layers = [Input((given.pop("features", 2),)), Dense(16, activation=hidden), Dense(9, activation=hidden)]
    model = Sequential([*layers, Dense(last[0], activation=last[1])])
    model.compile(**{"optimizer": Adam(), "loss": loss, "metrics": ["accuracy"], **given})
    return model


def circles(count: int = 330, seed: int = 0) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Points, and whether they lie on the outer one of two rings."""
    generator = np.random.default_rng(seed)
    outside, angle = generator.integers(0, 2, count), generator.uniform(0, 2 * np.pi, count)
    radius = 1.0 + outside + generator.normal(0, 0.15, count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).astype("float32"), outside


def weights_of(model: Sequential) -> np.ndarray[Any, Any]:
    return np.concatenate([array.ravel() for array in model.get_weights()])


def both(monkeypatch: pytest.MonkeyPatch, run: Callable[[], Any]) -> tuple[Any, Any]:
    """What ``run`` gives with stretches and without."""
    monkeypatch.setenv("NERVURE_SMALL_NETWORKS", "auto")
    native_result = run()
    monkeypatch.setenv("NERVURE_SMALL_NETWORKS", "never")
    return native_result, run()


def assert_same_run(monkeypatch: pytest.MonkeyPatch, run: Callable[[], Sequential], precision: str = "float32") -> None:
    """Weights, slots, counters and history of ``run`` are the same with stretches and without."""
    ours, walked = both(monkeypatch, run)
    np.testing.assert_allclose(weights_of(ours), weights_of(walked), rtol=0, atol=TOLERANCES[precision])
    states = ours.optimizer.state(), walked.optimizer.state()
    assert list(states[0]) == list(states[1])
    for name, value in states[1].items():
        np.testing.assert_allclose(states[0][name], value, rtol=0, atol=TOLERANCES[precision])
    histories = ours.history.history, walked.history.history
    assert list(histories[0]) == list(histories[1])
    for label, values in histories[1].items():
        np.testing.assert_allclose(histories[0][label], values, rtol=0, atol=HISTORY_TOLERANCE)
    assert ours.history.epoch == walked.history.epoch


HEADS = [
    ((1, "sigmoid"), BinaryCrossentropy(label_smoothing=0.1), ["accuracy", "mae"]),
    ((3, "softmax"), SparseCategoricalCrossentropy(), ["accuracy"]),
    ((3, "softmax"), CategoricalCrossentropy(), ["accuracy", "mse"]),
    ((3, None), SparseCategoricalCrossentropy(from_logits=True), ["accuracy"]),
    ((1, None), MeanSquaredError(), ["mae", "mse"]),
    ((1, "tanh"), MeanAbsoluteError(), ["mae"]),
]
OPTIMIZERS: list[Callable[[], Any]] = [
    lambda: SGD(0.02),
    lambda: SGD(0.01, momentum=0.9, nesterov=True),
    lambda: Adam(0.003),
    lambda: RMSprop(0.002, momentum=0.5),
    lambda: Adam(ExponentialDecay(0.01, 7, 0.8)),
]


@pytest.mark.parametrize("precision", TOLERANCES)
@pytest.mark.parametrize(("last", "loss", "metrics"), HEADS)
def test_fifty_steps_end_where_the_ordinary_walk_ends(
    monkeypatch: pytest.MonkeyPatch, observer: Observer, last: Any, loss: Any, metrics: Any, precision: str
) -> None:
    x, y = circles()
    if isinstance(loss, CategoricalCrossentropy):
        y = np.eye(3)[y]
    for optimizer in OPTIMIZERS:

        def run(optimizer: Any = optimizer) -> Sequential:
            model = made(last, loss, optimizer=optimizer(), metrics=metrics, precision=precision)
            model.fit(x, y, epochs=5, seed=1, verbose=0, validation_data=(x[:50], y[:50]), callbacks=[observer])
            return model

        assert_same_run(monkeypatch, run, precision)
    assert observer.begun == [True, True, True, True, True, False, False, False, False, False] * len(OPTIMIZERS)


RECURRENT: list[Callable[[], list[Any]]] = [
    lambda: [LSTM(7)],
    lambda: [GRU(16)],
    lambda: [LSTM(1, use_bias=False)],
    lambda: [LSTM(6, return_sequences=True), GRU(5, use_bias=False, return_sequences=True), LSTM(17)],
]


def tunes(count: int = 100) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Sequences of 11 steps that rise or fall."""
    generator = np.random.default_rng(1)
    rises = generator.integers(0, 2, count)
    slope = np.linspace(-1, 1, 11)[:, None] * (2 * rises - 1)[:, None, None]
    return (slope + generator.normal(0, 0.5, (count, 11, 3))).astype("float32"), rises


@pytest.mark.parametrize("precision", TOLERANCES)
@pytest.mark.parametrize("front", RECURRENT)
def test_recurrent_layers_in_front_end_where_the_ordinary_walk_ends(
    monkeypatch: pytest.MonkeyPatch, observer: Observer, front: Callable[[], list[Any]], precision: str
) -> None:
    x, y = tunes()

    def run() -> Sequential:
        set_seed(3)
        model = Sequential([Input((11, 3)), *front(), Dense(5, activation="tanh"), Dense(2, activation="softmax")])
        model.compile(Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"], precision=precision)
        model.fit(x, y, epochs=4, batch_size=32, seed=1, verbose=0, callbacks=[observer])
        return model

    assert_same_run(monkeypatch, run, precision)
    assert observer.begun == [True] * 4 + [False] * 4


def test_sequences_of_another_length_and_masked_ones(observer: Observer) -> None:
    x, y = tunes()
    model = Sequential([Input((None, 3)), LSTM(4), Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    for length in (11, 5):
        model.fit(x[:, :length].copy(), y, verbose=0, callbacks=[observer])
    model.fit(x[:, :5], y, verbose=0, callbacks=[observer])  # rows with gaps between them
    masked = Sequential([Input((11, 3)), Masking(), GRU(4), Dense(1)])
    masked.compile("sgd", "mse")
    masked.fit(x, y, verbose=0, callbacks=[observer])
    assert observer.begun == [True, True, False, False]


@pytest.mark.parametrize("hidden", ["relu", "leaky_relu", "elu", "selu", "sigmoid", "softmax"])
def test_every_activation_ends_there(monkeypatch: pytest.MonkeyPatch, observer: Observer, hidden: str) -> None:
    x, y = circles()

    def run() -> Sequential:
        model = made(hidden=hidden)
        model.fit(x, y, epochs=5, seed=1, verbose=0, callbacks=[observer])
        return model

    assert_same_run(monkeypatch, run)
    assert observer.begun[0]


def test_real_digits_are_learned_as_by_the_ordinary_walk(monkeypatch: pytest.MonkeyPatch, observer: Observer) -> None:
    x, y = digits()
    order = np.random.default_rng(0).permutation(len(x))
    x, y = x[order], y[order]

    def run() -> tuple[Sequential, float]:
        set_seed(0)
        network = [Input((28, 28)), Rescaling(1 / 255), Flatten(), Dense(64, activation="relu")]
        model = Sequential([*network, Dense(10, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x[:8000], y[:8000], batch_size=128, epochs=3, seed=1, verbose=0, callbacks=[observer])
        return model, model.evaluate(x[8000:], y[8000:], verbose=0)[1]

    (ours, accuracy), (walked, expected) = both(monkeypatch, run)
    assert x.dtype == np.uint8
    assert observer.begun == [True] * 3 + [False] * 3
    assert accuracy > 0.9
    assert accuracy == pytest.approx(expected, abs=0.005)
    assert ours.history.history["loss"] == pytest.approx(walked.history.history["loss"], rel=1e-4)


def test_two_circles_are_told_apart(observer: Observer) -> None:
    x, y = circles(1000)
    model = made(optimizer=Adam(0.01))
    model.fit(x, y, epochs=40, seed=1, verbose=0, callbacks=[observer])
    assert model.evaluate(*circles(500, seed=9), verbose=0)[1] > 0.97
    assert observer.begun == [True] * 40


def test_the_same_seed_gives_the_same_bits(observer: Observer) -> None:
    x, y = circles()
    found = []
    for _ in range(2):
        model = made()
        model.fit(x, y, epochs=3, seed=5, verbose=0, callbacks=[observer])
        found.append((weights_of(model).tobytes(), model.history.history))
    assert found[0] == found[1]


def test_a_run_that_goes_on_ends_where_a_whole_run_ends() -> None:
    x, y = circles()
    whole, halves = made(), made()
    whole.fit(x, y, epochs=4, seed=5, verbose=0)
    halves.fit(x, y, epochs=2, seed=5, verbose=0)
    halves.fit(x, y, epochs=4, initial_epoch=2, seed=5, verbose=0)
    assert np.array_equal(weights_of(whole), weights_of(halves))
    assert whole.optimizer.iterations == halves.optimizer.iterations == 4 * 11


def test_a_step_by_hand_between_two_fits_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = circles()

    def run() -> Sequential:
        model = made(optimizer=SGD(0.01, momentum=0.9))
        model.fit(x, y, epochs=2, seed=5, verbose=0)
        model.train_on_batch(x[:32], y[:32])
        model.fit(x, y, epochs=2, seed=5, verbose=0)
        return model

    assert_same_run(monkeypatch, run)


def test_gradients_are_left_as_the_ordinary_walk_leaves_them(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = circles()

    def run() -> torch.Tensor:
        model = made()
        model.fit(x, y, epochs=1, seed=5, verbose=0)
        gradients = model.network().store.trainable.gradients
        assert gradients is not None
        return gradients

    ours, walked = both(monkeypatch, run)
    assert torch.allclose(ours, walked, rtol=0, atol=2e-7)
    assert bool(ours.any())


class Watching(Callback):
    """Hears of every batch."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.heard.append(batch)


class Own(Adam):
    """An optimizer of one's own."""


def _without_addresses(given: dict[str, Any]) -> str:
    """Where objects lie differs from process to process; the name of a test must not."""
    return re.sub(" at 0x[0-9a-f]+", "", str(given))


OTHERS: list[dict[str, Any]] = [
    {"optimizer": AdamW()},
    {"optimizer": Own()},
    {"optimizer": Adam(amsgrad=True)},
    {"optimizer": Adam(clipnorm=1.0)},
    {"optimizer": Adam(weight_decay=0.01)},
    {"optimizer": Adam(use_ema=True)},
    {"optimizer": SGD(gradient_accumulation_steps=2)},
    {"optimizer": SGD(lambda step: 0.01)},
    {"optimizer": RMSprop(centered=True)},
    {"metrics": [AUC()]},
    {"loss_weights": [2.0]},
    {"precision": "bfloat16"},
]


@pytest.mark.parametrize("given", OTHERS, ids=_without_addresses)
def test_what_the_kernel_does_not_know_is_walked(observer: Observer, given: dict[str, Any]) -> None:
    x, y = circles(64)
    model = made(**given)
    model.fit(x, y, epochs=2, verbose=0, callbacks=[observer])
    assert observer.begun == [False, False]
    assert len(model.history.history["loss"]) == 2


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_regularizer": "l2"},
        {"bias_constraint": "non_neg"},
        {"activity_regularizer": "l1"},
        {"trainable": False},
    ],
    ids=str,
)
def test_penalties_constraints_and_frozen_layers_are_walked(observer: Observer, options: dict[str, Any]) -> None:
    x, y = circles(64)
    model = Sequential([Input((2,)), Dense(4, activation="tanh", **options), Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    model.fit(x, y, verbose=0, callbacks=[observer])
    assert observer.begun == [False]


def test_weights_of_samples_and_classes_dropout_and_other_data_are_walked(observer: Observer) -> None:
    x, y = circles(64)
    made().fit(x, y, sample_weight=np.ones(64), verbose=0, callbacks=[observer])
    made().fit(x, y, class_weight={0: 2.0}, verbose=0, callbacks=[observer])
    made().fit(in_steps(as_dataset(x, y), 3), verbose=0, callbacks=[observer])
    made().fit(lambda: iter([(x, y)] * 2), verbose=0, callbacks=[observer])
    made().fit(x.astype("float16"), y, verbose=0, callbacks=[observer])
    model = Sequential([Input((2,)), Dense(4), Dropout(0.5), Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0, callbacks=[observer])
    assert observer.begun == [False] * 6


def test_a_dataset_that_makes_its_own_batches_is_walked(observer: Observer) -> None:
    class Mirrored(ArrayDataset):
        def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Any:
            for batch in super().batches(epoch, seed, start):
                yield batch._replace(x=(-batch.x[0],))

    x, y = circles(64)
    made().fit(Mirrored(x, y), verbose=0, callbacks=[observer])
    assert observer.begun == [False]


def test_a_callback_that_hears_every_batch_is_told_of_every_batch(observer: Observer) -> None:
    x, y = circles()
    watching = Watching()
    made().fit(x, y, epochs=2, callbacks=[watching, observer], verbose=0)
    assert watching.heard == [*range(11), *range(11)]
    assert observer.begun == [False, False]


def test_nan_is_met_by_the_callback_that_stops_before_it() -> None:
    x, y = circles(64)
    x[40] = np.nan
    model = made()
    model.fit(x, y, shuffle=False, callbacks=[TerminateOnNaN()], preflight=False, verbose=0)
    assert model.optimizer.iterations == 1
    assert np.isfinite(weights_of(model)).all()


@pytest.mark.parametrize("diagnose", [True, False])
def test_a_loss_that_becomes_no_number_is_found_where_the_ordinary_walk_finds_it(
    monkeypatch: pytest.MonkeyPatch, diagnose: bool
) -> None:
    x, y = circles(320)
    x[200] = 1e30

    def run() -> tuple[Any, ...]:
        model = made((1, None), "mse", "relu", optimizer=SGD(0.01), metrics=["mae"])
        model.fit(x, y, shuffle=False, epochs=2, seed=1, verbose=0, preflight=False, diagnose=diagnose)
        findings = [(found.kind, found.layer, found.step) for found in model.history.findings]
        return findings, model.optimizer.iterations, np.isnan(weights_of(model)).all(), model.history.history["loss"]

    ours, walked = both(monkeypatch, run)
    assert ours[:3] == walked[:3]
    assert np.array_equal(ours[3], walked[3], equal_nan=True)
    assert ours[1] == 20
    assert bool(ours[0]) == diagnose


def test_a_network_that_explodes_is_told_as_in_the_ordinary_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = circles(640)

    def run() -> list[tuple[Any, ...]]:
        model = made((1, None), "mse", "relu", optimizer=SGD(3.0), metrics=[])
        model.fit(x, y * 5.0, seed=1, epochs=2, verbose=0)
        return [(found.kind, found.layer, found.step) for found in model.history.findings]

    ours, walked = both(monkeypatch, run)
    assert ours[0] == walked[0]
    assert ours[0][0] == "exploding"
    # Numbers that grow tenfold a step leave float32 a step earlier or later.
    assert [found[:2] for found in ours] == [found[:2] for found in walked]


def test_looks_of_the_watcher_change_no_bit() -> None:
    x, y = circles(3200)
    found = []
    for diagnose in (True, False):
        model = made()
        model.fit(x, y, epochs=3, seed=5, verbose=0, diagnose=diagnose)
        found.append((weights_of(model).tobytes(), model.history.history))
    assert found[0] == found[1]


def test_callbacks_of_epochs_do_what_they_do_in_the_ordinary_walk(
    monkeypatch: pytest.MonkeyPatch, observer: Observer
) -> None:
    x, y = circles()

    def run() -> Sequential:
        model = made()
        rates = LearningRateScheduler(lambda epoch: 0.01 / (epoch + 1))
        stop = EarlyStopping("val_loss", patience=2, min_delta=0.02, restore_best_weights=True)
        model.fit(x, y, epochs=9, seed=1, verbose=0, callbacks=[rates, stop, observer], validation_split=0.2)
        return model

    assert_same_run(monkeypatch, run)
    assert True in observer.begun


def test_a_checkpoint_of_batches_is_taken_where_the_ordinary_walk_takes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, observer: Observer
) -> None:
    x, y = circles()

    def run() -> dict[str, np.ndarray[Any, Any]]:
        folder = tmp_path / os.environ["NERVURE_SMALL_NETWORKS"]
        name = str(folder / "{epoch}-{batch}-{loss:.4f}.safetensors")
        model, found = made(), {}
        model.fit(x, y, epochs=3, seed=1, verbose=0, callbacks=[ModelCheckpoint(name, save_freq=4), observer])
        for path in sorted(folder.iterdir()):
            model.load_weights(path)
            found[path.name] = weights_of(model)
        return found

    ours, walked = both(monkeypatch, run)
    assert list(ours) == list(walked)
    assert [name[:4] for name in ours] == ["1-4-", "1-8-", "2-1-", "2-5-", "2-9-", "3-10", "3-2-", "3-6-"]
    for name, weights in walked.items():
        np.testing.assert_allclose(ours[name], weights, rtol=0, atol=2e-6)
    assert observer.begun == [True] * 3 + [False] * 3


def test_a_label_that_is_no_class_is_told_in_the_words_of_its_loss() -> None:
    x, y = circles(64)
    model = made((2, "softmax"), "sparse_categorical_crossentropy")
    with pytest.raises(DataError, match="label 6 is not a class"):
        model.fit(x, y + 5, preflight=False, verbose=0)
    assert model.optimizer.iterations == 0


def test_stop_training_ends_the_run_after_a_step(observer: Observer) -> None:
    class Stopping(Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.model.stop_training = epoch == 1

    x, y = circles()
    model = made()
    model.fit(x, y, epochs=5, callbacks=[Stopping(), observer], verbose=0)
    assert model.optimizer.iterations == 12
    assert observer.begun == [True, False]


INTERRUPTED = """
    import sys, time
    import numpy as np
    from nervure.layers import Dense, Input
    from nervure.models import Sequential
    from nervure.callbacks import LambdaCallback
    from nervure.randomness import set_seed

    x = np.random.default_rng(0).standard_normal((640_000, 16)).astype("float32")
    y = (x.sum(1) > 0).astype("float32")

    def model_of():
        set_seed(1)
        hidden = [Dense(256, activation="relu") for _ in range(2)]
        model = Sequential([Input((16,)), *hidden, Dense(1, activation="sigmoid")])
        model.compile("adam", "binary_crossentropy")
        return model

    def started(epoch, logs):
        print("started", flush=True)

    model = model_of()
    try:
        told = [LambdaCallback(on_epoch_begin=started)]
        model.fit(x, y, shuffle=False, epochs=100, verbose=0, preflight=False, callbacks=told)
    except KeyboardInterrupt:
        print("interrupted", time.time(), flush=True)
    steps = model.optimizer.iterations
    again = model_of()
    again.fit(x[: 32 * steps], y[: 32 * steps], shuffle=False, verbose=0, preflight=False)
    same = all(np.array_equal(a, b) for a, b in zip(model.get_weights(), again.get_weights()))
    print(steps, same, again.optimizer.iterations, flush=True)
"""


def interrupted_run() -> tuple[float, list[str]]:
    """How long an interrupt took to be answered, and what was found then."""
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", textwrap.dedent(INTERRUPTED)]
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "started\n"
        time.sleep(0.3)
        sent = time.time()
        child.send_signal(signal.SIGINT)
        word, at = child.stdout.readline().split()
        assert word == "interrupted"
        return float(at) - sent, child.stdout.readline().split()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process there")
def test_an_interrupt_is_answered_at_once_and_leaves_whole_steps() -> None:
    waits: list[float] = []
    # On a machine with other work to do one of them may be late.
    while len(waits) < 3 and min(waits, default=1.0) > 0.1:
        waited, (steps, same, again) = interrupted_run()
        waits.append(waited)
        assert (same, again) == ("True", steps)
        assert 0 < int(steps) < 20_000
    assert min(waits) < 0.1


class Empty(Callback):
    """Hears of every batch and does nothing."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        pass


class Looks(Callback):
    """Reads weights, gradients and logs at every batch."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.model.get_weights()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.seen = dict(logs), [p.gradient.sum().item() for p in self.model.parameters if p.trainable]


LISTENERS: dict[str, Callable[[Path], list[Callback]]] = {
    "an empty callback": lambda folder: [Empty()],
    "one that looks": lambda folder: [Looks()],
    "a file at every other batch": lambda folder: [
        ModelCheckpoint(folder / "{epoch}-{batch}.safetensors", save_freq=2)
    ],
    "one that ends at NaN": lambda folder: [TerminateOnNaN()],
    "several": lambda folder: [Empty(), LambdaCallback(on_train_batch_begin=lambda batch, logs: None), Looks()],
}


@pytest.mark.parametrize("listener", LISTENERS)
@pytest.mark.parametrize("optimizer", range(len(OPTIMIZERS)))
@pytest.mark.parametrize("recurrent", [False, True], ids=["dense", "recurrent"])
def test_whoever_listens_the_same_seed_gives_the_same_bits(
    tmp_path: Path, listener: str, optimizer: int, *, recurrent: bool
) -> None:
    def run(callbacks: list[Callback]) -> tuple[bytes, dict[str, Any]]:
        set_seed(3)
        first = [Input((4, 2)), LSTM(5)] if recurrent else [Input((2,)), Dense(16, activation="relu")]
        model = Sequential([*first, Dense(1, activation="sigmoid")])
        model.compile(OPTIMIZERS[optimizer](), "binary_crossentropy", metrics=["accuracy"])
        x, y = circles(110)
        data = np.stack([x, -x, 2 * x, x + 1], 1) if recurrent else x
        history = model.fit(data, y, 8, 3, verbose=0, seed=5, callbacks=callbacks, validation_split=0.2)
        return weights_of(model).tobytes(), history.history

    assert run(LISTENERS[listener](tmp_path)) == run([])


def test_a_callback_that_changes_the_optimizer_between_two_batches_is_heeded() -> None:
    class Changes(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if batch == 1:
                self.model.optimizer.momentum = 0.5
            if batch == 3:
                self.model.optimizer.clipnorm = 0.01
            if batch == 5:
                self.model.set_weights([0 * weight + 0.1 for weight in self.model.get_weights()])

    def run(way: str, patch: pytest.MonkeyPatch) -> Any:
        patch.setenv("NERVURE_SMALL_NETWORKS", way)
        model = made(optimizer=SGD(0.05, momentum=0.9))
        model.fit(*circles(120), 8, 2, verbose=0, seed=1, callbacks=[Changes()])
        return weights_of(model)

    with pytest.MonkeyPatch.context() as patch:
        np.testing.assert_allclose(run("auto", patch), run("never", patch), rtol=0, atol=TOLERANCES["float32"])
