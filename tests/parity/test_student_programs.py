"""Whole programs as students write them: only the import differs, and the numbers are those of Keras."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import nervure.keras as ours
from tests.parity.both import weights_of

Results = dict[str, Any]
Program = Callable[[Any, Callable[[Any], Any], Path], Results]
DRAWS = np.random.default_rng(0)
ROWS = DRAWS.standard_normal((64, 6)).astype("float32")
WORDS = DRAWS.integers(1, 30, (48, 10))
PICTURES = DRAWS.random((24, 8, 8, 3)).astype("float32")


def yes_or_no(library: Any, begin: Callable[[Any], Any], folder: Path) -> Results:
    layers = library.layers
    inputs = library.Input(shape=(6,), name="features")
    hidden = layers.Dense(16, activation="relu")(inputs)
    both = layers.Concatenate()(
        [layers.Dense(8, activation="tanh")(hidden), layers.Dense(8, activation="gelu")(hidden)]
    )
    model = begin(library.Model(inputs=inputs, outputs=layers.Dense(1, activation="sigmoid")(both), name="functional"))
    metrics = ["accuracy", library.metrics.AUC(name="auc")]
    model.compile(library.optimizers.Adam(learning_rate=1e-2), "binary_crossentropy", metrics=metrics)
    y = (ROWS.sum(1) > 0).astype("int32")
    history = model.fit(ROWS, y, epochs=3, batch_size=16, shuffle=False, validation_split=0.25, verbose=0)
    return {
        **history.history,
        "answers": model.predict(ROWS[:5], verbose=0),
        "at the end": model.evaluate(ROWS, y, verbose=0),
    }


def sentences(library: Any, begin: Callable[[Any], Any], folder: Path) -> Results:
    layers, x = library.layers, WORDS.copy()
    x[:, 7:] = 0
    both_ways = layers.Bidirectional(layers.LSTM(6, return_sequences=True))
    parts = [layers.Embedding(30, 8, mask_zero=True), both_ways, layers.LSTM(4), layers.Dense(1, activation="sigmoid")]
    model = begin(library.Sequential([library.Input((10,)), *parts]))
    model.compile("rmsprop", "binary_crossentropy", metrics=["acc"])
    history = model.fit(x, (x[:, 0] % 2).astype("float32"), epochs=2, batch_size=16, shuffle=False, verbose=0)
    return {**history.history, "answers": model.predict(x[:4], verbose=0)}


def price_and_kind(library: Any, begin: Callable[[Any], Any], folder: Path) -> Results:
    layers = library.layers
    numbers, words = library.Input((6,), name="numbers"), library.Input((10,), name="words", dtype="int32")
    flat = layers.Flatten()(layers.Embedding(30, 3)(words))
    hidden = layers.concatenate([layers.Dense(6, activation="relu")(numbers), flat])
    ends = [layers.Dense(1, name="price")(hidden), layers.Dense(3, activation="softmax", name="kind")(hidden)]
    model = begin(library.Model([numbers, words], ends))
    model.compile(
        "adam", loss={"price": "mse", "kind": "sparse_categorical_crossentropy"},
        loss_weights={"price": 0.3, "kind": 1.0}, metrics={"price": ["mae"], "kind": ["accuracy"]},
    )  # fmt: skip
    x = {"numbers": ROWS[:48], "words": WORDS}
    y = {"price": ROWS[:48, :1], "kind": WORDS[:, 0] % 3}
    history = model.fit(x, y, epochs=2, shuffle=False, verbose=0)
    price, kind = model.predict([ROWS[:4], WORDS[:4]], verbose=0)
    return {**history.history, "prices": price, "kinds": kind}


def seldom_classes(library: Any, begin: Callable[[Any], Any], folder: Path) -> Results:
    layers = library.layers
    hidden = layers.Dense(8, activation="relu", kernel_regularizer=library.regularizers.l2(1e-3))
    model = begin(library.Sequential([library.Input((6,)), hidden, layers.Dense(3, activation="softmax")]))
    metrics = ["accuracy", library.metrics.Recall(name="recall")]
    model.compile("adam", library.losses.CategoricalCrossentropy(label_smoothing=0.1), metrics=metrics)
    y = library.utils.to_categorical(np.arange(64) % 7 // 3, 3)
    history = model.fit(ROWS, y, epochs=2, shuffle=False, class_weight={0: 1.0, 1: 3.0, 2: 6.0}, verbose=0)
    return dict(history.history)


def borrowed_features(library: Any, begin: Callable[[Any], Any], folder: Path) -> Results:
    layers = library.layers
    features = [layers.Conv2D(4, 3, activation="relu"), layers.BatchNormalization(), layers.GlobalAveragePooling2D()]
    base = library.Sequential([library.Input((8, 8, 3)), *features], name="base")
    base.trainable = False
    inputs = library.Input((8, 8, 3))
    head = layers.Dense(2, activation="softmax")(base(inputs, training=False))
    model = begin(library.Model(inputs, head))
    counts = [len(model.weights), len(model.trainable_weights), len(model.non_trainable_weights)]
    y, found = np.arange(24) % 2, []
    for rate in (1e-2, 1e-4):
        model.compile(library.optimizers.Adam(rate), "sparse_categorical_crossentropy")
        found += model.fit(PICTURES, y, epochs=2, shuffle=False, verbose=0).history["loss"]
        base.trainable = True
    counts += [len(model.trainable_weights), len(base.trainable_weights), len(base.layers[-2].non_trainable_weights)]
    return {"losses": found, "counts": counts}


def kept_and_found_again(library: Any, begin: Callable[[Any], Any], folder: Path) -> Results:
    layers = library.layers
    parts = [layers.Conv2D(3, 3, activation="relu"), layers.Flatten(), layers.Dense(2)]
    model = begin(library.Sequential([library.Input((8, 8, 3)), *parts]))
    # Each library refuses to write its own format under the other one's name.
    ending, ending_of_weights = (".safetensors",) * 2 if library is ours else (".keras", ".weights.h5")
    model.save(folder / f"model{ending}")
    model.save_weights(folder / f"weights{ending_of_weights}")
    loaded, copy = library.models.load_model(folder / f"model{ending}"), library.models.clone_model(model)
    copy.load_weights(folder / f"weights{ending_of_weights}")
    answers = [each.predict(PICTURES, verbose=0) for each in (model, loaded, copy)]
    features = library.Model(model.inputs, model.layers[-2].output)
    return {
        "answers": np.stack(answers),
        "count": model.count_params(),
        "features": features.predict(PICTURES, verbose=0),
    }


def patience(library: Any, begin: Callable[[Any], Any], folder: Path) -> Results:
    layers, callbacks, seen = library.layers, library.callbacks, list[Any]()

    class Noting(callbacks.Callback):  # type: ignore[misc, name-defined]
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            seen.append((epoch, float(self.model.optimizer.learning_rate)))

    model = begin(library.Sequential([library.Input((6,)), layers.Dense(8, activation="relu"), layers.Dense(1)]))
    model.compile(library.optimizers.SGD(learning_rate=0.05, momentum=0.9, nesterov=True), "mse")
    listening = [
        Noting(), callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True),
        callbacks.ReduceLROnPlateau(patience=1, factor=0.5),
        callbacks.LearningRateScheduler(lambda _, rate: rate * 0.9),
    ]  # fmt: skip
    given = {"validation_data": (ROWS[40:], ROWS[40:, :1]), "callbacks": listening, "shuffle": False, "verbose": 0}
    history = model.fit(ROWS[:40], ROWS[:40, :1], epochs=8, **given)
    return {**history.history, "seen": seen, "best": model.evaluate(ROWS, ROWS[:, :1], verbose=0)}


def batches_by_hand(library: Any, begin: Callable[[Any], Any], folder: Path) -> Results:
    layers, told = library.layers, list[str]()
    schedule = library.optimizers.schedules.CosineDecay(1e-2, 20, warmup_steps=3, warmup_target=2e-2)
    model = begin(library.Sequential([library.Input((6,)), layers.Dense(4), layers.LeakyReLU(0.2), layers.Dense(1)]))
    model.summary(print_fn=lambda line, **_: told.append(line))
    model.compile(library.optimizers.AdamW(schedule, weight_decay=0.01, clipnorm=1.0), "huber", metrics=["mae"])
    steps = [model.train_on_batch(ROWS, ROWS[:, :1]) for _ in range(5)]
    return {"steps": np.array(steps), "test": np.array(model.test_on_batch(ROWS, ROWS[:, :1])),
            "answers": model.predict_on_batch(ROWS), "told": any("Total params" in line for line in told)}  # fmt: skip


PROGRAMS: list[Program] = [
    yes_or_no, sentences, price_and_kind, seldom_classes, borrowed_features, kept_and_found_again, patience,
    batches_by_hand,
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("program", PROGRAMS, ids=[program.__name__ for program in PROGRAMS])
def test_a_program_gives_the_numbers_of_keras_with_another_import(program: Program, tmp_path: Path) -> None:
    kept: list[Any] = []

    def remembered(model: Any) -> Any:
        kept.append(weights_of(model))
        return model

    def given(model: Any) -> Any:
        model.set_weights(kept[0])
        return model

    theirs = program(keras, remembered, tmp_path)
    mine = program(ours, given, tmp_path)
    assert sorted(mine) == sorted(theirs)
    for name, value in theirs.items():
        assert np.allclose(np.asarray(mine[name]), np.asarray(value), rtol=1e-3, atol=1e-5), name
