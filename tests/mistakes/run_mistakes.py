"""Mistakes in data, and in how a run reads it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from nervure.callbacks import EarlyStopping, ReduceLROnPlateau
from nervure.data import image_folder
from nervure.layers import BatchNormalization, Conv2D, Dense, Rescaling
from tests.data.made_pictures import digit_folder
from tests.mistakes.mistake import (
    CLASSES,
    COUNT,
    NUMBERS,
    ONE_HOT,
    YES_OR_NO,
    Mistake,
    chain,
    classifier,
    compiled,
    fit,
    fit_pictures,
    flat,
    pictures,
    vectors,
)

SPARSE = "sparse_categorical_crossentropy"


def with_nan() -> np.ndarray[Any, Any]:
    x = vectors()
    x[5, 2] = np.nan
    return x


def normalized(momentum: float = 0.99) -> Any:
    return chain(
        Dense(8), BatchNormalization(name="n", momentum=momentum), Dense(3, activation="softmax", name="answer")
    )


def frozen() -> Any:
    model = classifier()
    model.trainable = False
    return model


def load_weights_of_another() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        classifier().save_weights(f"{folder}/weights.safetensors")
        return classifier(units=4).load_weights(f"{folder}/weights.safetensors")


def fit_folder(model: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        training = image_folder(digit_folder(Path(folder)), 12, "grayscale")
        return compiled(model, SPARSE).fit(training, verbose=0)


def in_batches(x: Any, y: Any) -> Any:
    return lambda: (batch for batch in [(x, y)])


INPUTS = [
    Mistake(
        "a NaN among the inputs",
        lambda: fit(classifier(), SPARSE, CLASSES, with_nan()),
        "preflight.not_finite",
        ("x[5, 2]", "np.nan_to_num(x)"),
    ),
    Mistake(
        "a NaN in the first batch of a generator",
        lambda: compiled(classifier(), SPARSE).fit(in_batches(with_nan(), CLASSES), verbose=0),
        "preflight.not_finite",
        ("x[5, 2]",),
    ),
    Mistake(
        "pictures that nobody rescales",
        lambda: fit_pictures(flat((8, 8, 1)), pictures(8, 8, 1)),
        "preflight.not_rescaled",
        ("Rescaling(1/255)",),
    ),
    Mistake(
        "pictures of a folder that nobody rescales",
        lambda: fit_folder(flat((12, 12, 1))),
        "preflight.not_rescaled",
        ("Rescaling(1/255)",),
    ),
    Mistake(
        "pictures of a generator that nobody rescales",
        lambda: compiled(flat((8, 8, 1)), SPARSE).fit(in_batches(pictures(8, 8, 1), CLASSES), verbose=0),
        "preflight.not_rescaled",
        ("Rescaling(1/255)",),
    ),
    Mistake(
        "pictures that are rescaled twice",
        lambda: fit_pictures(flat((8, 8, 1), Rescaling(1 / 255, name="r")), pictures(8, 8, 1) / 255),
        "preflight.rescaled_twice",
        ("'r'",),
    ),
    Mistake(
        "pictures with their channels first",
        lambda: fit_pictures(flat((3, 16, 16), Conv2D(4, 2)), pictures(3, 16, 16) / 255),
        "preflight.channels_first",
        ("(3, 16, 16)", "x.transpose(0, 2, 3, 1)"),
    ),
    Mistake(
        "a column a million times larger than the others",
        lambda: fit(classifier(), SPARSE, CLASSES, vectors() * np.float32([1, 1e6, 1, 1])),
        "preflight.large_inputs",
        ("1", "x.std(0)"),
    ),
    Mistake(
        "word numbers that are multiplied",
        lambda: fit(classifier(), SPARSE, CLASSES, vectors().argsort(0) * 100),
        "preflight.large_numbers",
        ("Embedding",),
    ),
    Mistake(
        "samples that are all the same",
        lambda: fit(classifier(), SPARSE, CLASSES, np.zeros((COUNT, 4))),
        "preflight.same_inputs",
        ("64",),
    ),
    Mistake(
        "inputs of words",
        lambda: fit(classifier(), SPARSE, CLASSES, np.full((COUNT, 4), "a")),
        "data.not_numbers",
        ("np.unique",),
    ),
    Mistake(
        "a table with a column of words",
        lambda: fit(classifier(), SPARSE, CLASSES, np.array([[1, "a", 2, 3]] * COUNT, dtype=object)),
        "data.not_numbers",
        ("table.astype('float32')",),
    ),
    Mistake(
        "inputs of another width",
        lambda: fit(classifier(), SPARSE, CLASSES, vectors(COUNT, 5)),
        "feed.shape",
        ("(N, 4)",),
    ),
    Mistake(
        "one sample without the batch axis",
        lambda: classifier().predict(vectors()[0], verbose=0),
        "feed.one_sample",
        ("x[None]",),
    ),
    Mistake(
        "inputs and targets in one tuple",
        lambda: compiled(classifier()).fit((vectors(), ONE_HOT), verbose=0),
        "feed.targets_in_x",
        ("fit(x, y)",),
    ),
    Mistake("no targets", lambda: compiled(classifier()).fit(vectors(), verbose=0), "step.no_targets", ("fit",)),
    Mistake(
        "inputs and targets of different length",
        lambda: compiled(classifier()).fit(vectors(), ONE_HOT[:50], verbose=0),
        "data.length",
        ("y", "50"),
    ),
]

TARGETS = [
    Mistake(
        "class numbers into a loss of one-hot rows",
        lambda: fit(classifier(), "categorical_crossentropy", CLASSES),
        "losses.class_numbers",
        ("loss='sparse_categorical_crossentropy'",),
    ),
    Mistake(
        "one-hot rows into a loss of class numbers",
        lambda: fit(classifier(), SPARSE, ONE_HOT),
        "losses.one_hot",
        ("loss='categorical_crossentropy'",),
    ),
    Mistake(
        "a label beyond the last class",
        lambda: fit(classifier(), SPARSE, CLASSES + 1),
        "losses.label_too_large",
        ("3",),
    ),
    Mistake(
        "a label beyond the last class, in a generator",
        lambda: compiled(classifier(), SPARSE).fit(in_batches(vectors(), CLASSES + 1), verbose=0),
        "losses.label_too_large",
        ("3",),
    ),
    Mistake("labels below 0", lambda: fit(classifier(), SPARSE, CLASSES - 1), "losses.label_negative", ("-1",)),
    Mistake(
        "labels that are not whole",
        lambda: fit(classifier(), SPARSE, CLASSES + 0.5),
        "losses.label_not_whole",
        ("0.5",),
    ),
    Mistake(
        "labels of words", lambda: fit(classifier(), SPARSE, np.full(COUNT, "cat")), "data.not_numbers", ("np.unique",)
    ),
    Mistake(
        "yes and no as 1 and -1",
        lambda: fit(classifier("sigmoid", 1), "bce", 2 * YES_OR_NO - 1),
        "losses.binary_range",
        ("-1", "(y + 1) / 2"),
    ),
    Mistake(
        "class numbers as yes and no",
        lambda: fit(classifier("sigmoid", 1), "bce", CLASSES),
        "losses.binary_range",
        ("2", "loss='sparse_categorical_crossentropy'"),
    ),
    Mistake(
        "rows that do not sum to 1",
        lambda: fit(classifier(), "categorical_crossentropy", 2 * ONE_HOT),
        "losses.rows",
        ("64",),
    ),
    Mistake(
        "three targets for one output",
        lambda: fit(classifier(None, 1), "mse", ONE_HOT),
        "losses.shapes",
        (", 3)", "(N, 1)"),
    ),
    Mistake(
        "labels that are all equal",
        lambda: fit(classifier(), SPARSE, np.ones(COUNT, int)),
        "preflight.one_class",
        ("64",),
    ),
    Mistake(
        "numbers that are all equal",
        lambda: fit(classifier(None, 1), "mse", np.full(COUNT, 7.5)),
        "preflight.one_class",
        ("7.5",),
    ),
    Mistake(
        "units for classes that the data lacks",
        lambda: fit(classifier(units=5), SPARSE, 1 + np.arange(100) % 4),
        "preflight.classes_unused",
        ("5", "0"),
    ),
    Mistake(
        "targets that a sigmoid cannot reach",
        lambda: fit(classifier("sigmoid", 1), "mse", 10 * NUMBERS),
        "preflight.out_of_reach",
        ("'answer'", "sigmoid", "0 … 1"),
    ),
    Mistake(
        "targets that a tanh cannot reach",
        lambda: fit(classifier("tanh", 1), "mae", 10 * NUMBERS),
        "preflight.out_of_reach",
        ("'answer'", "tanh", "-1 … 1"),
    ),
    Mistake(
        "negative targets of a relu",
        lambda: fit(classifier("relu", 1), "mse", NUMBERS),
        "preflight.out_of_reach",
        ("'answer'", "relu", "0 … inf"),
    ),
    Mistake(
        "targets that a softmax cannot reach",
        lambda: fit(classifier(), "mse", 10 * vectors()[:, :3]),
        "preflight.out_of_reach",
        ("'answer'", "softmax"),
    ),
    Mistake(
        "targets in the hundred thousands",
        lambda: fit(classifier(None, 1), "mse", 3e5 + 1e5 * NUMBERS),
        "preflight.large_targets",
        ("'answer'", "y.std()"),
    ),
    Mistake(
        "0 as a target of a percentage",
        lambda: fit(classifier(None, 1), "mape", np.maximum(NUMBERS, 0)),
        "losses.zero_targets",
        ("loss='mean_absolute_error'",),
    ),
    Mistake(
        "counts below 0",
        lambda: fit(classifier("exponential", 1), "poisson", NUMBERS),
        "losses.negative_count",
        ("loss='mean_squared_error'",),
    ),
]

WEIGHTS = [
    Mistake(
        "sample weights of zeros",
        lambda: fit(classifier(), SPARSE, CLASSES, sample_weight=np.zeros(COUNT)),
        "preflight.weights_zero",
        ("sample_weight",),
    ),
    Mistake(
        "sample weights below 0",
        lambda: fit(classifier(), SPARSE, CLASSES, sample_weight=-np.ones(COUNT)),
        "preflight.weights_negative",
        ("sample_weight", "-1"),
    ),
    Mistake(
        "class weights of zeros",
        lambda: fit(classifier(), SPARSE, CLASSES, class_weight={0: 0.0, 1: 0.0, 2: 0.0}),
        "preflight.weights_zero",
        ("class_weight",),
    ),
    Mistake(
        "a weight for a class that no sample has",
        lambda: fit(classifier(), SPARSE, CLASSES, class_weight={7: 2.0}),
        "data.class_weight_unused",
        ("7",),
    ),
    Mistake(
        "a class forgotten among the weights",
        lambda: fit(classifier(), SPARSE, CLASSES, class_weight={0: 0.2, 1: 2.0}),
        "preflight.class_weight_partial",
        ("class_weight", "2"),
    ),
    Mistake(
        "class weights of numbers that are measured",
        lambda: fit(classifier(None, 1), "mse", NUMBERS, class_weight={0: 1.0, 1: 2.0}),
        "preflight.class_weight_of_numbers",
        ("class_weight", "sample_weight"),
    ),
    Mistake(
        "class weights as a word",
        lambda: fit(classifier(), SPARSE, CLASSES, class_weight="balanced"),
        "data.class_weight",
        ("class_weight",),
    ),
]

VALIDATION = [
    Mistake(
        "sorted labels and a split",
        lambda: fit(classifier(), SPARSE, np.sort(CLASSES), validation_split=0.2),
        "preflight.validation_lacks_classes",
        ("stratify=True",),
    ),
    Mistake(
        "classes that are only in the validation data",
        lambda: fit(classifier(), SPARSE, np.sort(CLASSES), validation_split=0.4),
        "preflight.training_lacks_classes",
        ("stratify=True",),
    ),
    Mistake(
        "training samples as validation data",
        lambda: fit(classifier(), SPARSE, CLASSES, validation_data=(vectors()[:20], CLASSES[:20])),
        "preflight.overlap",
        ("20", "nervure.data.split(x, y)"),
    ),
    Mistake(
        "validation data that was not divided by 255",
        lambda: fit(
            flat((8, 8, 1)),
            SPARSE,
            CLASSES,
            pictures(8, 8, 1) / 255,
            validation_data=(pictures(8, 8, 1)[:20] + 1, CLASSES[:20]),
        ),
        "preflight.other_scale",
        ("validation_data", "255"),
    ),
    Mistake(
        "test data that was not divided by 255",
        lambda: fit(flat((8, 8, 1)), SPARSE, CLASSES, pictures(8, 8, 1) / 255).evaluate(
            pictures(8, 8, 1), CLASSES, verbose=0
        ),
        "preflight.other_scale",
        ("evaluate", "255"),
    ),
    Mistake(
        "validation data without targets",
        lambda: fit(classifier(), SPARSE, CLASSES, validation_data=vectors(20)),
        "step.no_targets",
        ("validation_data",),
    ),
    Mistake(
        "validation data of another width",
        lambda: fit(classifier(), SPARSE, CLASSES, validation_data=(vectors(20, 5), CLASSES[:20])),
        "feed.shape",
        ("validation_data", "(N, 4)"),
    ),
    Mistake(
        "a split in percent",
        lambda: fit(classifier(), SPARSE, CLASSES, validation_split=20),
        "data.fraction",
        ("validation_split", "0.2"),
    ),
    Mistake(
        "evaluation after too few steps with batch normalization",
        lambda: fit(normalized(), SPARSE, CLASSES, epochs=5).evaluate(vectors(), CLASSES, verbose=0),
        "preflight.few_steps",
        ("'n'", "528", "momentum=0.9"),
    ),
    Mistake(
        "validation after too few steps with batch normalization",
        lambda: fit(normalized(), SPARSE, CLASSES, epochs=6, validation_data=(vectors(20), CLASSES[:20])),
        "preflight.few_steps",
        ("'n'", "528", "momentum=0.9"),
    ),
    Mistake(
        "validation after too few steps with a short memory",
        lambda: fit(normalized(0.9), SPARSE, CLASSES, epochs=6, validation_data=(vectors(20), CLASSES[:20])),
        "preflight.few_steps_anyway",
        ("'n'", "51"),
    ),
]

RUNS = [
    Mistake(
        "batches of one sample with batch normalization",
        lambda: fit(normalized(), SPARSE, CLASSES, batch_size=1),
        "preflight.batch_of_one",
        ("'n'", "batch_size=32"),
    ),
    Mistake(
        "a last batch of one sample with batch normalization",
        lambda: fit(normalized(), SPARSE, np.arange(65) % 3, batch_size=32),
        "preflight.last_batch_of_one",
        ("'n'", "65", "batch_size"),
    ),
    Mistake("no epoch", lambda: fit(classifier(), SPARSE, CLASSES, epochs=0), "preflight.no_epochs", ("epochs=0",)),
    Mistake(
        "epochs as how many more",
        lambda: fit(classifier(), SPARSE, CLASSES, epochs=5, initial_epoch=5),
        "preflight.no_epochs",
        ("initial_epoch=5",),
    ),
    Mistake(
        "half an epoch", lambda: fit(classifier(), SPARSE, CLASSES, epochs=2.5), "argument.from_zero", ("epochs=3",)
    ),
    Mistake(
        "more steps than the data has",
        lambda: fit(classifier(), SPARSE, CLASSES, steps_per_epoch=10),
        "preflight.steps_beyond",
        ("steps_per_epoch=10",),
    ),
    Mistake(
        "sorted samples that are not shuffled",
        lambda: fit(classifier(), SPARSE, np.sort(CLASSES), shuffle=False),
        "preflight.sorted_order",
        ("shuffle=False",),
    ),
    Mistake(
        "a batch size of 0",
        lambda: fit(classifier(), SPARSE, CLASSES, batch_size=0),
        "argument.positive_integer",
        ("batch_size=32",),
    ),
    Mistake(
        "a batch size beside a generator",
        lambda: compiled(classifier(), SPARSE).fit(in_batches(vectors(), CLASSES), batch_size=8, verbose=0),
        "data.batch_size_unused",
        ("batch_size=8",),
    ),
    Mistake("fit before compile", lambda: classifier().fit(vectors(), ONE_HOT), "model.not_compiled", ("compile",)),
    Mistake(
        "a misspelled argument of fit",
        lambda: compiled(classifier()).fit(vectors(), ONE_HOT, epoch=3),
        "registry.unknown_argument",
        ("epoch=", "'epochs'"),
    ),
    Mistake(
        "a misspelled argument of evaluate",
        lambda: compiled(classifier()).evaluate(vectors(), ONE_HOT, batchsize=3),
        "registry.unknown_argument",
        ("'batch_size'",),
    ),
    Mistake(
        "a misspelled argument of predict",
        lambda: classifier().predict(vectors(), verbos=0),
        "registry.unknown_argument",
        ("'verbose'",),
    ),
    Mistake(
        "weights of another architecture",
        load_weights_of_another,
        "load.weights",
        ("weights.safetensors", "answer/kernel", "(8, 3)"),
    ),
    Mistake(
        "everything frozen", lambda: fit(frozen(), SPARSE, CLASSES), "preflight.nothing_to_train", ("trainable=True",)
    ),
    Mistake(
        "early stopping by a name that is not there",
        lambda: fit(classifier(), SPARSE, CLASSES, callbacks=[EarlyStopping("val_acuracy")]),
        "callbacks.nothing_to_monitor",
        ("EarlyStopping", "'val_acuracy'"),
    ),
    Mistake(
        "best weights without validation data",
        lambda: fit(classifier(), SPARSE, CLASSES, callbacks=[EarlyStopping(restore_best_weights=True)]),
        "callbacks.nothing_to_monitor",
        ("EarlyStopping", "'val_loss'"),
    ),
    Mistake(
        "the learning rate by a name that is not there",
        lambda: fit(classifier(), SPARSE, CLASSES, callbacks=[ReduceLROnPlateau()]),
        "callbacks.nothing_to_monitor",
        ("ReduceLROnPlateau", "'val_loss'"),
    ),
    Mistake(
        "a loss that shall grow",
        lambda: fit(classifier(), SPARSE, CLASSES, callbacks=[EarlyStopping("loss", mode="max")]),
        "callbacks.wrong_way",
        ("EarlyStopping", "mode='min'"),
    ),
    Mistake(
        "an accuracy that shall shrink",
        lambda: fit(
            classifier(), SPARSE, CLASSES, metrics=["accuracy"], callbacks=[ReduceLROnPlateau("accuracy", mode="min")]
        ),
        "callbacks.wrong_way",
        ("ReduceLROnPlateau", "mode='max'"),
    ),
    Mistake(
        "a callback without parentheses",
        lambda: fit(classifier(), SPARSE, CLASSES, callbacks=[EarlyStopping]),
        "callbacks.no_callback",
        ("EarlyStopping(patience=3)",),
    ),
]

MISTAKES = [*INPUTS, *TARGETS, *WEIGHTS, *VALIDATION, *RUNS]
