"""Networks drawn so that a proof could be wrong about them: kinks hit exactly, masks, coarse types, odd losses.

All of them are sound: whoever finds a mistake in one is mistaken.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nervure import constraints, layers, losses, models, optimizers, regularizers
from nervure.layers import Layer
from nervure.randomness import set_seed

SAMPLES = 4
_KINKED = ("relu", "leaky_relu", "hard_sigmoid", "relu6", "hard_tanh", "soft_shrink", "hard_shrink", "squareplus")
_SMOOTH = ("tanh", "sigmoid", "gelu", "silu", "softplus", "mish", "elu", "linear", "softmax", "exponential")
_PRECISIONS = ("float32", "float32", "float64", "bfloat16")


class Sound(NamedTuple):
    """A compiled network, a batch for it, and what it was drawn as."""

    network: models.Model
    x: Any
    y: Any
    sample_weight: Any
    precision: str


class Rounded(Layer):
    """Rounds; hands gradients back as if it had not."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        """As it came."""
        return input_shape

    def forward(self, x: Any, context: Any) -> tuple[Any, None]:
        """The nearest whole number."""
        return (4 * x).round() / 4, None

    def backward(self, dy: Any, cache: None) -> tuple[Any, dict[str, Any]]:
        """What arrived: no derivative, on purpose."""
        return dy, {}


class Stopped(Layer):
    """Lets values through and no gradient."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        """As it came."""
        return input_shape

    def forward(self, x: Any, context: Any) -> tuple[Any, None]:
        """As it came."""
        return x, None

    def backward(self, dy: Any, cache: None) -> tuple[Any, dict[str, Any]]:
        """Nothing."""
        return dy * 0, {}


def _activation(draw: random.Random) -> str:
    return draw.choice(_KINKED if draw.random() < 0.6 else _SMOOTH)


def _options(draw: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {"activation": _activation(draw)}
    if draw.random() < 0.2:
        found["kernel_regularizer"] = draw.choice(
            [regularizers.L1(0.01), regularizers.L2(0.02), regularizers.L1L2(0.01, 0.02)]
        )
    if draw.random() < 0.15:
        found["kernel_constraint"] = draw.choice(
            [constraints.MaxNorm(0.8), constraints.NonNeg(), constraints.UnitNorm()]
        )
    return found


def _between(draw: random.Random, y: Any) -> Any:
    """Noise, a normalization, or a layer that hands back what is no derivative."""
    make: Callable[[], Layer | None] = draw.choice(
        [
            lambda: layers.Dropout(0.5), lambda: layers.GaussianNoise(0.1), lambda: layers.GaussianDropout(0.3),
            lambda: layers.AlphaDropout(0.2), lambda: layers.BatchNormalization(momentum=0.8),
            layers.LayerNormalization, layers.RMSNormalization, layers.PReLU, Rounded, Stopped,
            lambda: layers.Lambda(lambda x: x * 0.5), lambda: layers.ReLU(max_value=1.0, threshold=0.1),
            lambda: layers.ActivityRegularization(l1=0.01), lambda: None, lambda: None,
        ]
    )  # fmt: skip
    made = make()
    return y if made is None else made(y)


def _vectors(draw: random.Random, numbers: np.random.Generator) -> tuple[Any, Any, Any]:
    """Vectors, some of whose numbers are exactly 0, through layers whose biases are."""
    x = layers.Input((draw.randint(2, 6),))
    y: Any = x
    for _ in range(draw.randint(1, 3)):
        y = _between(draw, layers.Dense(draw.randint(2, 6), use_bias=draw.random() < 0.8, **_options(draw))(y))
    if draw.random() < 0.4:
        y = draw.choice([layers.Maximum, layers.Minimum, layers.Add, layers.Multiply])()([y, y])
    batch = numbers.normal(size=(SAMPLES, *x.shape[1:]))
    return x, y, batch * (numbers.random(batch.shape) < 0.7)


def _images(draw: random.Random, numbers: np.random.Generator) -> tuple[Any, Any, Any]:
    """Small images with black borders: whole windows of equal numbers under a maximum."""
    x = layers.Input((draw.randint(5, 7), draw.randint(5, 7), draw.randint(1, 2)))
    y = layers.Conv2D(draw.randint(1, 3), 3, padding=draw.choice(["same", "valid"]), **_options(draw))(x)
    y = _between(draw, y)
    pooled: Callable[[], Layer] = draw.choice(
        [
            layers.MaxPooling2D,
            layers.AveragePooling2D,
            lambda: layers.UpSampling2D(2),
            lambda: layers.MaxPooling2D(3, 1),
        ]
    )
    y = pooled()(y)
    if draw.random() < 0.5:
        y = layers.DepthwiseConv2D(2, padding="same", activation=_activation(draw))(y)
    flat = draw.choice([layers.Flatten, layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D])()
    batch = numbers.normal(size=(SAMPLES, *x.shape[1:]))
    batch[:, :2] = 0
    batch[:, :, -1] = 0
    return x, _between(draw, flat(y)), batch


def _sequences(draw: random.Random, numbers: np.random.Generator) -> tuple[Any, Any, Any]:
    """Sequences with padding, through recurrent layers, convolutions or attention."""
    x = layers.Input((4, draw.randint(2, 3)))
    batch = numbers.normal(size=(SAMPLES, *x.shape[1:]))
    y: Any = x
    if draw.random() < 0.5:
        batch[numbers.random(batch.shape[:2]) < 0.3] = 0
        y = layers.Masking()(y)
    recurrent = draw.choice([layers.LSTM, layers.GRU, layers.SimpleRNN])
    kind = draw.choice(["recurrent", "both ways", "attention", "convolution"])
    if kind == "recurrent":
        y = recurrent(3, activation=draw.choice(["tanh", "relu"]), dropout=draw.choice([0.0, 0.3]))(y)
    elif kind == "both ways":
        y = layers.Bidirectional(recurrent(2))(y)
    elif kind == "attention":
        y = layers.GlobalMaxPooling1D()(layers.MultiHeadAttention(2, 2, dropout=draw.choice([0.0, 0.2]))(x, x))
    else:
        y = layers.GlobalAveragePooling1D()(layers.Conv1D(3, 2, padding="causal", **_options(draw))(x))
    return x, _between(draw, y), batch


def _whole_numbers(draw: random.Random, numbers: np.random.Generator) -> tuple[Any, Any, Any]:
    """Words, which nothing can be moved a little of; or pixels, scaled by a layer."""
    if draw.random() < 0.5:
        x = layers.Input((5,), dtype="int64")
        y = layers.Embedding(7, 3, mask_zero=draw.random() < 0.5)(x)
        return x, layers.LSTM(3)(y), numbers.integers(0, 7, (SAMPLES, 5))
    x = layers.Input((3, 3, 1))
    y = layers.Dense(4, **_options(draw))(layers.Flatten()(layers.Rescaling(1 / 255)(x)))
    return x, y, numbers.integers(0, 256, (SAMPLES, 3, 3, 1)).astype(np.uint8)


FAMILIES = (_vectors, _images, _sequences, _whole_numbers)


def _head(draw: random.Random, numbers: np.random.Generator, y: Any) -> tuple[Any, Any, Any]:
    """Outputs, a loss for them, and targets: losses with kinks, with clips, with targets met exactly."""
    units = draw.randint(2, 4)
    classes, spread = numbers.integers(0, units, SAMPLES), numbers.normal(size=(SAMPLES, units))
    kind = draw.choice(["classes", "logits", "one hot", "yes or no", "distance", "hinge", "positive"])
    if kind == "classes":
        return layers.Dense(units, "softmax")(y), "sparse_categorical_crossentropy", classes
    if kind == "logits":
        return layers.Dense(units)(y), losses.SparseCategoricalCrossentropy(from_logits=True), classes
    if kind == "one hot":
        loss = draw.choice(["categorical_crossentropy", "kl_divergence", losses.CategoricalFocalCrossentropy()])
        return layers.Dense(units, "softmax")(y), loss, np.eye(units)[classes]
    if kind == "yes or no":
        loss = draw.choice(["binary_crossentropy", losses.Dice(axis=(1,)), losses.BinaryFocalCrossentropy()])
        return layers.Dense(1, "sigmoid")(y), loss, numbers.integers(0, 2, (SAMPLES, 1)).astype(float)
    if kind == "distance":
        loss = draw.choice(["mse", "mae", "mape", "huber", "log_cosh", "cosine_similarity"])
        return layers.Dense(units)(y), loss, spread * (numbers.random(spread.shape) < 0.7)
    if kind == "hinge":
        return layers.Dense(units)(y), draw.choice(["hinge", "squared_hinge"]), np.sign(spread)
    return layers.Dense(units, "softplus")(y), draw.choice(["poisson", "msle"]), np.abs(spread)


def _optimizer(draw: random.Random) -> optimizers.Optimizer:
    more: dict[str, Any] = draw.choice(
        [{}, {}, {"clipnorm": 0.1}, {"global_clipnorm": 0.1}, {"clipvalue": 0.05}, {"weight_decay": 0.01},
         {"use_ema": True}, {"gradient_accumulation_steps": 2}, {"loss_scale_factor": 8.0}]
    )  # fmt: skip
    make = draw.choice(
        [
            lambda: optimizers.SGD(0.05, momentum=draw.choice([0.0, 0.9]), nesterov=draw.random() < 0.5, **more),
            lambda: optimizers.Adam(0.01, amsgrad=draw.random() < 0.3, **more),
            lambda: optimizers.Adam(optimizers.schedules.ExponentialDecay(0.01, 2, 0.5), **more),
            lambda: optimizers.RMSprop(0.01, momentum=draw.choice([0.0, 0.5]), centered=draw.random() < 0.5, **more),
            lambda: optimizers.Adagrad(0.01, **more),
            lambda: optimizers.Adadelta(0.1, **more),
            lambda: optimizers.Adamax(0.01, **more),
            lambda: optimizers.Nadam(0.01, **more),
            lambda: optimizers.Lion(0.001, **more),
        ]
    )
    made: optimizers.Optimizer = make()
    return made


def sound_network(seed: int) -> Sound:
    """The network of that number; every other one has taken a step already."""
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    x, y, batch = FAMILIES[seed % len(FAMILIES)](draw, numbers)
    heads = [_head(draw, numbers, y) for _ in range(1 if draw.random() < 0.8 else 2)]
    set_seed(seed)
    network = models.Model(x, [head[0] for head in heads] if len(heads) > 1 else heads[0][0])
    precision = draw.choice(_PRECISIONS)
    losses_, targets = [head[1] for head in heads], [head[2] for head in heads]
    network.compile(
        _optimizer(draw), losses_ if len(heads) > 1 else losses_[0], precision=precision,
        loss_weights=[0.5, 2.0] if len(heads) > 1 else None,
    )  # fmt: skip
    target = targets if len(heads) > 1 else targets[0]
    weight = numbers.uniform(0.5, 2, SAMPLES) if len(heads) == 1 and draw.random() < 0.3 else None
    if seed % 2:
        network.train_on_batch(batch, target, sample_weight=weight)
    set_seed(None)
    return Sound(network, batch, target, weight, precision)
