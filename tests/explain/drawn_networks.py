"""Small networks drawn at random: every family of layers with its options, then a head, a loss and an optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nervure import layers, models, optimizers, regularizers
from nervure.explain.explanation import Explanation
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.gate import Gate
from nervure.randomness import set_seed

POINTWISE = sorted(name for name in ACTIVATIONS if Gate(name).is_pointwise)
SAMPLES = 5


class Drawn(NamedTuple):
    """A compiled network and a batch for it."""

    network: models.Model
    x: Any
    y: Any
    sample_weight: Any

    def explained(self) -> Explanation:
        """The next training step."""
        return self.network.explain(self.x, self.y, sample_weight=self.sample_weight)


class Drawer:
    """Draws layers; the same seed gives the same network."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def one(self, *choices: Any) -> Any:
        """One of them."""
        return choices[int(self.random.integers(len(choices)))]

    def happens(self, share: float = 0.5) -> bool:
        """True in that share of the cases."""
        return bool(self.random.random() < share)

    def size(self, most: int) -> int:
        """1 to ``most``."""
        return int(self.random.integers(1, most + 1))

    def activation(self) -> str:
        """Any activation of single numbers."""
        return str(self.one(*POINTWISE))

    def penalties(self) -> dict[str, Any]:
        """A penalty of the kernel, now and then."""
        return (
            {"kernel_regularizer": self.one(regularizers.L1(0.01), regularizers.L2(0.02))} if self.happens(0.2) else {}
        )

    # Layers between others

    def between(self, x: Any) -> Any:
        """A normalization, dropout, noise, an activation, or nothing."""
        made = self.one(
            lambda: layers.BatchNormalization(center=self.happens(0.8), scale=self.happens(0.8)),
            layers.LayerNormalization,
            lambda: layers.Dropout(0.4),
            lambda: layers.GaussianNoise(0.1),
            layers.PReLU,
            lambda: layers.Activation(self.activation()),
            lambda: None,
        )()
        return x if made is None else made(x)

    def dense(self, x: Any, units: int | None = None) -> Any:
        """Fully connected."""
        made = layers.Dense(
            units or self.size(4), activation=self.activation(), use_bias=self.happens(0.8), **self.penalties()
        )
        return made(x)

    # Pictures

    def convolution(self, x: Any) -> Any:
        """A convolution of any kind with any options."""
        channels, kernel = int(x.shape[-1]), (self.size(3), self.size(2))
        fits = all(size >= reach for size, reach in zip(x.shape[1:3], kernel, strict=True))
        options: dict[str, Any] = {
            "padding": self.one("same", "valid") if fits else "same",
            "activation": self.activation(),
            "use_bias": self.happens(0.8),
        }
        kind = self.one("plain", "plain", "depthwise", "separable", "transposed", "dilated", "groups")
        if kind == "depthwise":
            return layers.DepthwiseConv2D(kernel, depth_multiplier=self.size(2), **options)(x)
        if kind == "separable":
            return layers.SeparableConv2D(self.size(3), kernel, **options)(x)
        if kind == "transposed":
            return layers.Conv2DTranspose(self.size(2), kernel, strides=self.size(2), **options)(x)
        if kind == "dilated":
            return layers.Conv2D(self.size(3), kernel, dilation_rate=2, **{**options, "padding": "same"})(x)
        if kind == "groups" and channels % 2 == 0:
            return layers.Conv2D(2 * self.size(2), kernel, groups=2, **options)(x)
        return layers.Conv2D(self.size(3), kernel, strides=self.size(2), **options, **self.penalties())(x)

    def reshaped(self, x: Any) -> Any:
        """Pooling, padding, cropping, or larger."""
        made = self.one(
            lambda: layers.MaxPooling2D(2, strides=self.size(2), padding="same"),
            lambda: layers.AveragePooling2D(2, strides=self.size(2), padding="same"),
            lambda: layers.ZeroPadding2D(1),
            lambda: layers.UpSampling2D((1, 2), interpolation=self.one("nearest", "bilinear")),
            lambda: layers.SpatialDropout2D(0.3),
        )()
        return made(x)

    def flat(self, x: Any) -> Any:
        """A vector of a picture or a sequence."""
        if len(x.shape) == 2:
            return x
        pooled = {
            3: (layers.GlobalAveragePooling1D, layers.GlobalMaxPooling1D),
            4: (layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D),
        }[len(x.shape)]
        return self.one(layers.Flatten, *pooled)()(x)

    # Sequences

    def recurrent(self, x: Any, *, return_sequences: bool = False) -> Any:
        """A recurrent layer with any options, in one direction or both."""
        kind = self.one(layers.SimpleRNN, layers.LSTM, layers.GRU)
        options: dict[str, Any] = {
            "return_sequences": return_sequences,
            "use_bias": self.happens(0.8),
            "activation": self.one("tanh", "tanh", self.activation()),
            "dropout": self.one(0.0, 0.3),
            "recurrent_dropout": self.one(0.0, 0.3),
        }
        if kind is layers.GRU:
            options["reset_after"] = self.happens()
        if kind is not layers.SimpleRNN:
            options["recurrent_activation"] = self.one("sigmoid", "sigmoid", "hard_sigmoid")
        if self.happens(0.3):
            mode = self.one("concat", "sum", "mul", "ave")
            return layers.Bidirectional(kind(self.size(2), **options), merge_mode=mode)(x)
        return kind(self.size(3), go_backwards=self.happens(0.3), **options)(x)

    def attention(self, x: Any) -> Any:
        """Self-attention of any kind; the sizes stay."""
        causal, rate = self.happens(), self.one(0.0, 0.3)
        if self.happens(0.6):
            made = layers.MultiHeadAttention(
                self.size(2), self.size(2), dropout=rate, use_bias=self.happens(0.8), use_gate=self.happens(0.2)
            )
            return made(x, x, use_causal_mask=causal)
        one = self.one(
            lambda: layers.Attention(use_scale=self.happens(), score_mode=self.one("dot", "concat"), dropout=rate),
            lambda: layers.AdditiveAttention(use_scale=self.happens(), dropout=rate),
        )()
        return one([x, x], use_causal_mask=causal)


def dense(draw: Drawer) -> tuple[Any, Any, Any]:
    """Vectors through fully connected layers."""
    x = layers.Input((draw.size(5),))
    y = x
    for _ in range(draw.size(3)):
        y = draw.between(draw.dense(y))
    return x, y, draw.random.normal(size=(SAMPLES, *x.shape[1:]))


def pictures(draw: Drawer) -> tuple[Any, Any, Any]:
    """Pictures through convolutions and pooling."""
    x = layers.Input((3 + draw.size(2), 3 + draw.size(2), draw.size(2)))
    y = draw.between(draw.convolution(x))
    for _ in range(draw.size(2)):
        y = draw.between(draw.one(draw.convolution, draw.reshaped)(y))
    return x, y, draw.random.normal(size=(SAMPLES, *x.shape[1:]))


def sequences(draw: Drawer) -> tuple[Any, Any, Any]:
    """Sequences, with padding now and then, through recurrent layers."""
    x = layers.Input((1 + draw.size(4), draw.size(3)))
    batch = draw.random.normal(size=(SAMPLES, *x.shape[1:]))
    y = x
    if draw.happens():
        batch[draw.random.random(batch.shape[:2]) < 0.3] = 0
        y = layers.Masking()(y)
    if draw.happens():
        y = draw.recurrent(y, return_sequences=True)
    return x, draw.recurrent(y), batch


def words(draw: Drawer) -> tuple[Any, Any, Any]:
    """Whole numbers through an embedding and a recurrent layer."""
    x = layers.Input((3,), dtype="int64")
    y = draw.recurrent(layers.Embedding(6, draw.size(3), mask_zero=draw.happens())(x))
    return x, y, draw.random.integers(0, 6, (SAMPLES, 3))


def attention(draw: Drawer) -> tuple[Any, Any, Any]:
    """Sequences through attention, with a way round it."""
    x = layers.Input((1 + draw.size(3), 2))
    y = layers.Dense(2 * draw.size(2))(x) if draw.happens() else x
    y = draw.one(layers.Add, layers.Average, layers.Maximum)()([y, draw.attention(y)])
    return x, draw.between(y), draw.random.normal(size=(SAMPLES, *x.shape[1:]))


def residual(draw: Drawer) -> tuple[Any, Any, Any]:
    """Several ways through a network that meet again; one layer is called twice."""
    x = layers.Input((4,))
    shared = layers.Dense(4, activation=draw.activation())
    y = draw.between(shared(x))
    y = draw.one(layers.Add, layers.Multiply, layers.Subtract, layers.Concatenate)()([y, shared(draw.between(x))])
    return x, layers.Concatenate()([draw.dense(y), draw.dense(x)]), draw.random.normal(size=(SAMPLES, 4))


FAMILIES: tuple[Callable[[Drawer], tuple[Any, Any, Any]], ...] = (
    dense, pictures, sequences, attention, residual, pictures, words,
)  # fmt: skip


def _head(draw: Drawer, y: Any) -> tuple[Any, str, Any]:
    """Outputs, a loss for them, and targets."""
    kind, units, random = draw.one("classes", "probabilities", "yes or no", "numbers"), 1 + draw.size(2), draw.random
    if kind == "classes":
        return layers.Dense(units, "softmax")(y), "sparse_categorical_crossentropy", random.integers(0, units, SAMPLES)
    if kind == "probabilities":
        return layers.Dense(units, "softmax")(y), "categorical_crossentropy", np.eye(units)[np.arange(SAMPLES) % units]
    if kind == "yes or no":
        return layers.Dense(1, "sigmoid")(y), "binary_crossentropy", random.integers(0, 2, (SAMPLES, 1))
    loss = str(draw.one("mse", "mae", "huber", "log_cosh"))
    return layers.Dense(units)(y), loss, random.normal(size=(SAMPLES, units))


def _optimizer(draw: Drawer) -> optimizers.Optimizer:
    chosen: optimizers.Optimizer = draw.one(
        lambda: optimizers.SGD(0.1, momentum=draw.one(0.0, 0.9), nesterov=draw.happens()),
        lambda: optimizers.Adam(0.01, amsgrad=draw.happens(0.3), clipnorm=draw.one(None, 0.5)),
        lambda: optimizers.AdamW(0.01, weight_decay=0.01),
        lambda: optimizers.RMSprop(0.01, centered=draw.happens()),
        lambda: optimizers.Adagrad(0.01),
        lambda: optimizers.Nadam(0.01),
        lambda: optimizers.Lion(0.01),
    )()
    return chosen


def drawn_network(seed: int) -> Drawn:
    """The network of that number, after one step of training: no slot and no statistic is as it began."""
    draw = Drawer(seed)
    x, y, batch = FAMILIES[seed % len(FAMILIES)](draw)
    outputs, loss, targets = _head(draw, draw.flat(y))
    set_seed(seed)
    network = models.Model(x, outputs)
    network.compile(_optimizer(draw), loss)
    weight = draw.random.uniform(0.5, 2, SAMPLES) if draw.happens(0.3) else None
    network.fit(batch, targets, sample_weight=weight, batch_size=SAMPLES, verbose=0, preflight=False, seed=seed)
    set_seed(None)
    return Drawn(network, batch, targets, weight)
