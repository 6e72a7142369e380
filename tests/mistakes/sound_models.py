"""Honest small programs that no advice may disturb: each builds, compiles and trains for one or two epochs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nervure.callbacks import EarlyStopping, ReduceLROnPlateau
from nervure.data import digits, image_folder, split
from nervure.layers import (
    GRU,
    LSTM,
    Activation,
    Add,
    Attention,
    BatchNormalization,
    Bidirectional,
    Concatenate,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    Input,
    LayerNormalization,
    Masking,
    MaxPooling2D,
    MultiHeadAttention,
    Multiply,
    Rescaling,
    Reshape,
    TimeDistributed,
    UnitNormalization,
    UpSampling2D,
)
from nervure.losses import BinaryCrossentropy, CategoricalCrossentropy, Huber, SparseCategoricalCrossentropy
from nervure.metrics import AUC, BinaryAccuracy, SparseTopKCategoricalAccuracy
from nervure.models import Model, Sequential
from nervure.optimizers import SGD, Adam, AdamW, RMSprop
from nervure.optimizers.schedules import ExponentialDecay
from tests.data.made_pictures import digit_folder

COUNT = 256
SPARSE = "sparse_categorical_crossentropy"
Program = Callable[[], object]


def noise(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def words(count: int = COUNT, length: int = 12, vocabulary: int = 50) -> np.ndarray[Any, Any]:
    return np.random.default_rng(2).integers(1, vocabulary, (count, length))


X = noise(COUNT, 8)
SIDE = (X[:, 0] + 0.5 * X[:, 1] > 0).astype("int64")
KIND = np.digitize(X[:, 0] + X[:, 2], [-0.6, 0.6])
HEIGHT = X[:, :1] - 2 * X[:, 1:2] + 0.1 * noise(COUNT, 1, seed=1)
SEQUENCES = noise(COUNT, 10, 3)
PICTURES, DIGITS = (array[::20] for array in digits())
MIXED = np.random.default_rng(3).permutation(len(PICTURES))
GRAY = PICTURES[MIXED][..., None].astype("float32") / 255
NAMES = DIGITS[MIXED]


def train(model: Model, loss: Any, x: Any, y: Any, optimizer: Any = "adam", metrics: Any = None, **given: Any) -> Model:
    model.compile(optimizer, loss, metrics=metrics)
    model.fit(x, y, **{"epochs": 2, "verbose": 0, "seed": 1, **given})
    return model


def classification_of_rows() -> object:
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(3, activation="softmax")])
    return train(model, "categorical_crossentropy", X, np.eye(3)[KIND], metrics=["accuracy"], validation_split=0.2)


def classification_with_class_numbers() -> object:
    model = Sequential([Dense(16, activation="tanh", input_shape=(8,)), Dense(3, activation="softmax")])
    metrics = ["accuracy", SparseTopKCategoricalAccuracy(2)]
    return train(model, SPARSE, X, KIND, SGD(0.1, momentum=0.9), metrics).evaluate(X, KIND, verbose=0)


def yes_or_no() -> object:
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dropout(0.5), Dense(1, activation="sigmoid")])
    return train(model, "binary_crossentropy", X, SIDE, metrics=["accuracy", AUC()], class_weight={1: 2.0})


def yes_or_no_from_logits() -> object:
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(1)])
    metrics = [BinaryAccuracy(threshold=0.0), AUC(from_logits=True)]
    return train(model, BinaryCrossentropy(from_logits=True), X, SIDE, metrics=metrics)


def classification_from_logits() -> object:
    model = Sequential([Dense(16, activation="gelu", input_shape=(8,)), Dense(3)])
    return train(model, SparseCategoricalCrossentropy(from_logits=True), X, KIND, metrics=["accuracy"])


def softened_labels() -> object:
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(3)])
    loss = CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    return train(model, loss, X, 0.9 * np.eye(3)[KIND] + 0.1 / 3, metrics=["accuracy"])


def several_labels_at_once() -> object:
    labels = (X[:, :4] > 0.5).astype("float32")
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(4, activation="sigmoid")])
    return train(model, "binary_crossentropy", X, labels, metrics=["binary_accuracy"])


def regression() -> object:
    model = Sequential([Dense(32, activation="relu", input_shape=(8,)), Dense(1)])
    return train(model, "mse", X, HEIGHT, RMSprop(0.001), ["mae"], validation_split=0.2).evaluate(X, HEIGHT, verbose=0)


def linear_regression() -> object:
    return train(Sequential([Dense(1, input_shape=(8,))]), "mse", X, HEIGHT[:, 0], SGD(0.05), epochs=1)


def robust_regression_of_two_numbers() -> object:
    model = Sequential([Dense(32, activation="elu", input_shape=(8,)), Dense(2)])
    return train(model, Huber(), X, np.concatenate([HEIGHT, 100 + 10 * HEIGHT], 1), AdamW(0.003), ["r2_score"])


def counts() -> object:
    y = np.random.default_rng(4).poisson(np.exp(0.3 * X[:, 0]))
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(1, activation="exponential")])
    return train(model, "poisson", X, y)


def prices_in_logarithms() -> object:
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(1, activation="softplus")])
    return train(model, "msle", X, np.exp(HEIGHT))


def margins() -> object:
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(1, activation="tanh")])
    return train(model, "hinge", X, 2 * SIDE - 1)


def half_the_lecture() -> object:
    model = Sequential([Dense(2, activation="sigmoid", input_shape=(8,)), Dense(1, activation="sigmoid")])
    return train(model, "half_squared_error", X, SIDE, SGD(0.5), epochs=1)


def exclusive_or() -> object:
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    model = Sequential([Dense(4, activation="tanh", input_shape=(2,)), Dense(1, activation="sigmoid")])
    return train(model, "binary_crossentropy", x, y, Adam(0.1), ["accuracy"], batch_size=4)


def convolutions() -> object:
    model = Sequential(
        [
            Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1)),
            MaxPooling2D(),
            Conv2D(16, 3, activation="relu"),
            GlobalAveragePooling2D(),
            Dense(10, activation="softmax"),
        ]
    )
    x_train, y_train, x_test, y_test = split(GRAY, NAMES, 0.2)
    return train(model, SPARSE, x_train, y_train, metrics=["accuracy"], epochs=1, validation_data=(x_test, y_test))


def gray_levels_that_the_network_rescales() -> object:
    model = Sequential([Rescaling(1 / 255), Flatten(), Dense(32, activation="relu"), Dense(10, activation="softmax")])
    x, y = PICTURES[MIXED], NAMES
    return train(model, SPARSE, x, y, metrics=["accuracy"], epochs=1).evaluate(x, y, verbose=0)


def batch_normalization_behind_relu() -> object:
    model = Sequential(
        [
            Dense(16, activation="relu", input_shape=(8,)),
            BatchNormalization(momentum=0.8),
            Dense(16, activation="relu"),
            BatchNormalization(momentum=0.8),
            Dense(3, activation="softmax"),
        ]
    )
    return train(model, SPARSE, X, KIND, batch_size=16, validation_split=0.2).evaluate(X, KIND, verbose=0)


def residual_network() -> object:
    x = Input((8, 8, 1))
    y = Conv2D(8, 3, padding="same", use_bias=False)(x)
    for _ in range(2):
        inner = Activation("relu")(BatchNormalization()(y))
        y = Add()([y, Conv2D(8, 3, padding="same", kernel_initializer="zeros")(inner)])
    model = Model(x, Dense(10, activation="softmax")(GlobalAveragePooling2D()(y)))
    return train(model, SPARSE, GRAY[:, 2:26:3, 2:26:3], NAMES)


def autoencoder() -> object:
    model = Sequential([Dense(16, activation="relu", input_shape=(784,)), Dense(784, activation="sigmoid")])
    x = GRAY.reshape(len(GRAY), -1)
    return train(model, "binary_crossentropy", x, x, epochs=1, validation_split=0.2)


def linear_bottleneck() -> object:
    return train(Sequential([Dense(2, input_shape=(8,)), Dense(8)]), "mse", X, X)


def picture_autoencoder() -> object:
    model = Sequential(
        [
            Conv2D(8, 3, strides=2, padding="same", activation="relu", input_shape=(28, 28, 1)),
            Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu"),
            Conv2D(1, 3, padding="same", activation="sigmoid"),
        ]
    )
    return train(model, "mse", GRAY, GRAY, epochs=1)


def segmentation() -> object:
    masks = (GRAY > 0.5).astype("float32")
    layers = [Conv2D(4, 3, padding="same", activation="relu", input_shape=(28, 28, 1)), MaxPooling2D(), UpSampling2D()]
    return train(Sequential([*layers, Conv2D(1, 1, activation="sigmoid")]), "dice", GRAY, masks, epochs=1)


def recurrent_network() -> object:
    y = (SEQUENCES.sum((1, 2)) > 0).astype("int64")
    model = Sequential([LSTM(8, input_shape=(10, 3)), Dense(1, activation="sigmoid")])
    return train(model, "binary_crossentropy", SEQUENCES, y, metrics=["accuracy"])


def tagging_both_ways() -> object:
    y = (np.cumsum(SEQUENCES[..., 0], 1) > 0).astype("int64")
    layers = [Bidirectional(GRU(6, return_sequences=True), input_shape=(10, 3)), TimeDistributed(Dense(2))]
    return train(Sequential([*layers, Activation("softmax")]), SPARSE, SEQUENCES, y, metrics=["accuracy"])


def forecast() -> object:
    wave = np.sin(np.arange(COUNT + 12) / 5).astype("float32")
    x = np.stack([wave[i : i + 12] for i in range(COUNT)])[..., None]
    return train(Sequential([GRU(8, input_shape=(12, 1)), Dense(1)]), "mse", x, wave[12:], metrics=["mae"])


def masked_sequences() -> object:
    x = SEQUENCES.copy()
    x[::2, 6:] = 0
    model = Sequential([Masking(input_shape=(10, 3)), LSTM(8), Dense(1)])
    return train(model, "mse", x, x.sum((1, 2))[:, None])


def words_with_padding() -> object:
    x = words()
    x[::3, 8:] = 0
    layers = [Embedding(50, 8, mask_zero=True, input_shape=(12,)), LSTM(8), Dense(1, activation="sigmoid")]
    return train(Sequential(layers), "binary_crossentropy", x, (x[:, 0] > 25).astype("int64"), metrics=["accuracy"])


def next_word() -> object:
    x = words()
    layers = [Embedding(50, 8, input_shape=(11,)), GRU(16, return_sequences=True), Dense(50, activation="softmax")]
    return train(Sequential(layers), SPARSE, x[:, :-1], x[:, 1:])


def bag_of_words() -> object:
    layers = [Embedding(1000, 8, input_shape=(12,)), GlobalAveragePooling1D(), Dense(2, activation="softmax")]
    return train(Sequential(layers), SPARSE, words(vocabulary=1000), SIDE, metrics=["accuracy"])


def attention_over_a_sequence() -> object:
    x = Input((10, 3))
    states = LSTM(8, return_sequences=True)(x)
    model = Model(x, Dense(1)(GlobalAveragePooling1D()(Attention()([states, states]))))
    return train(model, "mse", SEQUENCES, SEQUENCES.mean((1, 2)))


def transformer_block() -> object:
    x = Input((12,))
    words_in = Embedding(50, 16)(x)
    attended = LayerNormalization()(Add()([words_in, MultiHeadAttention(2, 8)(words_in, words_in)]))
    y = LayerNormalization()(Add()([attended, Dense(16)(Dense(32, activation="relu")(attended))]))
    model = Model(x, Dense(1, activation="sigmoid")(GlobalAveragePooling1D()(y)))
    return train(model, "binary_crossentropy", words(), (words()[:, 0] > 25).astype("int64"))


def gated_experts() -> object:
    x = Input((8,))
    gate = Dense(4, activation="softmax")(x)
    model = Model(x, Dense(1)(Multiply()([gate, Dense(4, activation="relu")(x)])))
    return train(model, "mae", X, HEIGHT)


def two_inputs_and_two_outputs() -> object:
    row, word = Input((8,), name="row"), Input((12,), name="word")
    joined = Concatenate()([Dense(8, activation="relu")(row), GlobalAveragePooling1D()(Embedding(50, 4)(word))])
    outputs = [Dense(3, activation="softmax", name="kind")(joined), Dense(1, name="height")(joined)]
    model = Model([row, word], outputs)
    model.compile("adam", {"kind": SPARSE, "height": "mse"}, metrics={"kind": ["accuracy"], "height": ["mae"]})
    return model.fit({"word": words(), "row": X}, {"height": HEIGHT, "kind": KIND}, epochs=2, verbose=0)


def frozen_features() -> object:
    features = Sequential([Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1)), GlobalAveragePooling2D()])
    features.trainable = False
    return train(Sequential([features, Dense(10, activation="softmax")]), SPARSE, GRAY, NAMES, Adam(1e-4), epochs=1)


def generator_and_judge() -> object:
    judge = Sequential([Dense(16, activation="leaky_relu", input_shape=(8,)), Dense(1, activation="sigmoid")])
    maker = Sequential([Dense(16, activation="relu", input_shape=(4,)), Dense(8, activation="tanh")])
    judge.compile("adam", "binary_crossentropy")
    made = maker.predict(noise(COUNT, 4), verbose=0)
    seen = np.concatenate([np.tanh(X), made])
    judge.fit(seen, np.repeat([1.0, 0.0], COUNT), verbose=0)
    judge.trainable = False
    return train(Sequential([maker, judge]), "binary_crossentropy", noise(COUNT, 4), np.ones(COUNT), epochs=1)


def contrast_by_cosine() -> object:
    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(4), UnitNormalization()])
    return train(model, "cosine_similarity", X, noise(COUNT, 4, seed=5))


def triplets_by_a_loss_of_ones_own() -> object:
    def pulled_together(y_true: Tensor, y_pred: Tensor) -> Tensor:
        return functional.relu(1.0 - y_pred.roll(1, 0)[:, 0] + y_pred[:, 0])

    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(4)])
    return train(model, pulled_together, X, np.zeros(COUNT))


def quantiles() -> object:
    def pinball(y_true: Tensor, y_pred: Tensor) -> Tensor:
        error = y_true - y_pred
        return torch.maximum(0.9 * error, -0.1 * error).mean(-1)

    return train(Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(1)]), pinball, X, HEIGHT)


def distillation() -> object:
    teacher = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(3, activation="softmax")])
    train(teacher, SPARSE, X, KIND)
    pupil = Sequential([Dense(4, activation="relu", input_shape=(8,)), Dense(3, activation="softmax")])
    return train(pupil, "kl_divergence", X, teacher.predict(X, verbose=0))


def one_dimensional_convolutions() -> object:
    layers = [Conv1D(8, 3, activation="relu", input_shape=(10, 3)), Conv1D(8, 3, activation="relu")]
    model = Sequential([*layers, Flatten(), Dense(1)])
    return train(model, "mse", SEQUENCES, SEQUENCES[:, :, 0].max(1))


def with_all_the_trimmings() -> object:
    model = Sequential(
        [
            Dense(32, activation="relu", kernel_initializer="he_normal", kernel_regularizer="l2", input_shape=(8,)),
            LayerNormalization(),
            Dropout(0.3),
            Reshape((8, 4)),
            Flatten(),
            Dense(3, activation="softmax"),
        ]
    )
    callbacks = [EarlyStopping(patience=3, restore_best_weights=True), EarlyStopping("val_accuracy", mode="max")]
    schedule = Adam(ExponentialDecay(0.01, 100, 0.9), clipnorm=1.0)
    return train(model, SPARSE, X, KIND, schedule, ["accuracy"], callbacks=callbacks, validation_split=0.2)


def plateau_and_sample_weights() -> object:
    weights = np.where(SIDE == 1, 2.0, 1.0)
    model = Sequential([Dense(16, activation="silu", input_shape=(8,)), Dense(1, activation="sigmoid")])
    given = {"callbacks": [ReduceLROnPlateau("loss")], "sample_weight": weights}
    return train(model, "binary_focal_crossentropy", X, SIDE, metrics=["accuracy"], **given)


def batches_of_a_generator() -> object:
    def batches() -> Any:
        for first in range(0, COUNT, 32):
            yield X[first : first + 32], KIND[first : first + 32]

    model = Sequential([Dense(16, activation="relu", input_shape=(8,)), Dense(3, activation="softmax")])
    model.compile("nadam", SPARSE, metrics=["accuracy"])
    return model.fit(batches, epochs=2, verbose=0)


def pictures_of_a_folder_that_the_network_rescales() -> object:
    layers = [Rescaling(1 / 255), Conv2D(4, 3, activation="relu"), Flatten(), Dense(3, activation="softmax")]
    model = Sequential([Input((12, 12, 1)), *layers])
    model.compile("adam", SPARSE, metrics=["accuracy"])
    with tempfile.TemporaryDirectory() as folder:
        training = image_folder(digit_folder(Path(folder), a_class=12), 12, "grayscale", batch_size=8)
        return model.fit(training, epochs=2, verbose=0)


SOUND: list[Program] = [
    classification_of_rows, classification_with_class_numbers, yes_or_no, yes_or_no_from_logits,
    classification_from_logits, softened_labels, several_labels_at_once, regression, linear_regression,
    robust_regression_of_two_numbers, counts, prices_in_logarithms, margins, half_the_lecture, exclusive_or,
    convolutions, gray_levels_that_the_network_rescales, batch_normalization_behind_relu, residual_network, autoencoder,
    linear_bottleneck, picture_autoencoder, segmentation, recurrent_network, tagging_both_ways, forecast,
    masked_sequences, words_with_padding, next_word, bag_of_words, attention_over_a_sequence, transformer_block,
    gated_experts, two_inputs_and_two_outputs, frozen_features, generator_and_judge, contrast_by_cosine,
    triplets_by_a_loss_of_ones_own, quantiles, distillation, one_dimensional_convolutions, with_all_the_trimmings,
    plateau_and_sample_weights, batches_of_a_generator,
    pictures_of_a_folder_that_the_network_rescales,
]  # fmt: skip
