"""Networks drawn as plain descriptions, which nervure and plain torch build each in its own way."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

SAMPLES = 4
_HIDDEN = (
    "relu",
    "tanh",
    "sigmoid",
    "softplus",
    "silu",
    "elu",
    "gelu",
    "selu",
    "softsign",
    "mish",
    "leaky_relu",
    "linear",
)
_OPTIMIZERS = (
    "SGD",
    "SGD",
    "SGD",
    "Adam",
    "Adam",
    "AdamW",
    "RMSprop",
    "Adagrad",
    "Adadelta",
    "Adamax",
    "Nadam",
    "Lion",
)
_LOSSES = (
    "sparse", "sparse", "categorical", "categorical", "binary", "binary", "mse", "mae", "huber", "log_cosh", "hinge",
    "squared_hinge", "poisson", "kl",
)  # fmt: skip
Shape = tuple[int, ...]


class Call(NamedTuple):
    """One layer: its kind, its name, the calls whose outputs it reads, its options, the shape of its output."""

    kind: str
    name: str
    reads: tuple[int, ...]
    options: dict[str, Any]
    shape: Shape


class Described(NamedTuple):
    """A network, a batch and how it is trained, in words and numbers.

    Attributes:
        calls: the layers in order; the first is the input.
        loss: its kind.
        loss_options: of that.
        optimizer: its name.
        optimizer_options: of that.
        x: the batch.
        y: the targets.
        sample_weight: of the samples, or None.
        class_weight: of the classes, or None.
        steps: how many steps the optimizer has taken.
        practice: how many steps another optimizer took before: many make the network confident.
    """

    calls: list[Call]
    loss: str
    loss_options: dict[str, Any]
    optimizer: str
    optimizer_options: dict[str, Any]
    x: Any
    y: Any
    sample_weight: Any
    class_weight: dict[int, float] | None
    steps: int
    practice: int


class Drawer:
    """Draws layers one after another; the same seed draws the same network."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.calls = list[Call]()

    def one(self, *choices: Any) -> Any:
        """One of them."""
        return choices[int(self.random.integers(len(choices)))]

    def happens(self, share: float) -> bool:
        """True in that share of the cases."""
        return bool(self.random.random() < share)

    def add(self, kind: str, reads: tuple[int, ...], shape: Shape, **options: Any) -> int:
        """One more layer; its number."""
        self.calls.append(Call(kind, f"{kind}_{len(self.calls)}", reads, options, shape))
        return len(self.calls) - 1

    def shape(self, at: int) -> Shape:
        """Of the output of a layer, without the samples."""
        return self.calls[at].shape

    def extras(self, activation: str | None = None) -> dict[str, Any]:
        """An activation, a bias or none, penalties now and then."""
        found: dict[str, Any] = {"activation": activation or self.one(*_HIDDEN), "use_bias": self.happens(0.8)}
        for name, share in (("kernel", 0.25), ("bias", 0.1), ("activity", 0.08)):
            if self.happens(share) and (name != "bias" or found["use_bias"]):
                found[f"{name}_regularizer"] = self.one((0.02, 0.0), (0.0, 0.03), (0.01, 0.02))
        return found

    def dense(self, at: int, units: int, activation: str | None = None) -> int:
        """Fully connected."""
        return self.add("dense", (at,), (*self.shape(at)[:-1], units), units=units, **self.extras(activation))

    def convolution(self, at: int) -> int:
        """A convolution over one or two axes, or one of each channel."""
        *places, channels = self.shape(at)
        size, strides = int(self.random.integers(1, 4)), int(self.random.integers(1, 3))
        dilation = self.one(1, 2) if strides == 1 else 1
        padding = self.one("same", "valid")
        reach = (size - 1) * dilation + 1
        if padding == "valid" and reach > min(places):
            padding = "same"
        out = tuple(-(-n // strides) if padding == "same" else (n - reach) // strides + 1 for n in places)
        options = {"size": size, "strides": strides, "padding": padding, **self.extras()}
        if len(places) == 2 and dilation == 1 and self.happens(0.25):
            options.pop("kernel_regularizer", None)
            return self.add("depthwise", (at,), (*out, 2 * channels), multiplier=2, **options)
        groups = 2 if channels % 2 == 0 and self.happens(0.3) else 1
        filters = groups * self.one(1, 2)
        return self.add(
            "convolution", (at,), (*out, filters), filters=filters, dilation=dilation, groups=groups, **options
        )

    def pooling(self, at: int) -> int:
        """The largest or the mean of windows."""
        *places, channels = self.shape(at)
        size, strides, padding = self.one(2, 3), self.one(1, 2), self.one("same", "valid")
        padding = padding if size <= min(places) else "same"
        out = tuple(-(-n // strides) if padding == "same" else (n - size) // strides + 1 for n in places)
        kind = self.one("max_pooling", "average_pooling")
        return self.add(kind, (at,), (*out, channels), size=size, strides=strides, padding=padding)

    def normalization(self, at: int) -> int:
        """Any of four."""
        shape = self.shape(at)
        kinds = ["batch_normalization", "layer_normalization", "rms_normalization"]
        kind = self.one(*kinds, "group_normalization") if shape[-1] % 2 == 0 else self.one(*kinds)
        options: dict[str, Any] = {"epsilon": self.one(1e-3, 1e-2, 0.1)}
        if kind == "batch_normalization":
            options["momentum"] = self.one(0.9, 0.7)
        if kind == "group_normalization":
            options["groups"] = shape[-1] // 2
        if kind != "rms_normalization":
            options |= {"center": self.happens(0.8), "scale": self.happens(0.8)}
        return self.add(kind, (at,), shape, **options)

    def recurrent(self, at: int, *, return_sequences: bool) -> int:
        """One of three cells."""
        steps, units = self.shape(at)[0], int(self.random.integers(1, 4))
        cell = self.one("LSTM", "GRU", "SimpleRNN")
        options: dict[str, Any] = {"cell": cell, "units": units, "return_sequences": return_sequences}
        options |= {"activation": self.one("tanh", "tanh", "relu", "softsign"), "use_bias": self.happens(0.8)}
        if cell == "GRU":
            options["reset_after"] = self.happens(0.5)
        if self.happens(0.2):
            options["kernel_regularizer"] = (0.0, 0.03)
        return self.add("recurrent", (at,), (steps, units) if return_sequences else (units,), **options)

    def attention(self, at: int) -> int:
        """Self-attention; the sizes stay."""
        kind = self.one("attention", "additive_attention", "heads", "heads")
        options: dict[str, Any] = {"use_scale": self.happens(0.5)}
        if kind == "heads":
            options = {"num_heads": 2, "key_dim": self.one(1, 2), "use_bias": self.happens(0.7)}
        return self.add(kind, (at, at), self.shape(at), **options)

    def merge(self, one: int, other: int) -> int:
        """Two ways that meet."""
        how = self.one("Add", "Subtract", "Multiply", "Maximum", "Minimum", "Average", "Concatenate")
        shape = self.shape(one)
        shape = (*shape[:-1], shape[-1] + self.shape(other)[-1]) if how == "Concatenate" else shape
        return self.add("merge", (one, other), shape, how=how)

    def flat(self, at: int) -> int:
        """A vector of an image or a sequence."""
        shape = self.shape(at)
        if len(shape) == 1:
            return at
        kind = self.one("flatten", "global_average", "global_max")
        kind = "global_average" if kind == "flatten" and np.prod(shape) > 60 else kind
        return self.add(kind, (at,), (int(np.prod(shape)),) if kind == "flatten" else shape[-1:])


def _vectors(draw: Drawer) -> int:
    at = draw.add("input", (), (int(draw.random.integers(2, 6)),))
    for _ in range(int(draw.random.integers(1, 4))):
        at = draw.dense(at, int(draw.random.integers(2, 5)))
        at = draw.normalization(at) if draw.happens(0.4) else at
    return at


def _branches(draw: Drawer) -> int:
    start = draw.add("input", (), (4,))
    one, other = draw.dense(start, 3), draw.dense(start, 3)
    at = draw.merge(one, draw.normalization(other) if draw.happens(0.4) else other)
    return draw.merge(at, draw.dense(at, draw.shape(at)[-1])) if draw.happens(0.5) else at


def _images(draw: Drawer) -> int:
    at = draw.add("input", (), (int(draw.random.integers(4, 7)), int(draw.random.integers(4, 7)), draw.one(1, 2)))
    at = draw.convolution(at)
    for _ in range(int(draw.random.integers(1, 3))):
        at = draw.one(draw.convolution, draw.pooling, draw.normalization)(at)
    return at


def _sequences(draw: Drawer) -> int:
    at = draw.add("input", (), (int(draw.random.integers(2, 5)), int(draw.random.integers(2, 4))))
    if draw.happens(0.4):
        at = draw.one(draw.convolution, draw.normalization, draw.pooling)(at)
    at = draw.recurrent(at, return_sequences=True) if draw.happens(0.4) else at
    return draw.recurrent(at, return_sequences=False)


def _attention(draw: Drawer) -> int:
    at = draw.add("input", (), (int(draw.random.integers(2, 4)), 2))
    attended = draw.attention(at)
    at = draw.merge(at, attended) if draw.happens(0.6) else attended
    return draw.normalization(at) if draw.happens(0.5) else at


def _words(draw: Drawer) -> int:
    at = draw.add("input", (), (4,), words=6)
    at = draw.add("embedding", (at,), (4, 3), words=6, units=3)
    return draw.one(draw.attention, lambda at: draw.recurrent(at, return_sequences=False), draw.pooling)(at)


FAMILIES = (_vectors, _images, _sequences, _attention, _branches, _words)


def _head(draw: Drawer, at: int, loss: str) -> tuple[dict[str, Any], Any]:
    """The last layer for a loss; options of the loss, and targets."""
    units, random = int(draw.random.integers(2, 4)), draw.random
    options: dict[str, Any] = {}
    if loss in ("sparse", "categorical", "binary"):
        options["from_logits"] = draw.happens(0.4)
        if loss != "sparse" and draw.happens(0.5):
            options["label_smoothing"] = draw.one(0.1, 0.2)
        activation = "linear" if options["from_logits"] else "sigmoid" if loss == "binary" else "softmax"
        draw.dense(at, units if loss != "binary" else draw.one(1, 2), activation)
        classes = random.integers(0, units, SAMPLES)
        if loss == "binary":
            return options, random.integers(0, 2, (SAMPLES, *draw.shape(-1))).astype(float)
        return options, classes if loss == "sparse" else np.eye(units)[classes]
    draw.dense(at, units, {"hinge": "tanh", "squared_hinge": "tanh", "poisson": "softplus", "kl": "softmax"}.get(loss))
    shape = (SAMPLES, units)
    if loss == "huber":
        options["delta"] = draw.one(0.5, 1.5)
    targets = {
        "hinge": lambda: random.choice([-1.0, 1.0], shape), "squared_hinge": lambda: random.choice([-1.0, 1.0], shape),
        "poisson": lambda: 2 * random.random(shape), "kl": lambda: random.dirichlet(np.ones(units), SAMPLES),
    }  # fmt: skip
    return options, targets.get(loss, lambda: random.normal(size=shape))()


def _optimizer(draw: Drawer) -> tuple[str, dict[str, Any]]:
    # A gradient that is 0 but for rounding has no sign that two programs agree on.
    has_sign = not any(call.kind == "heads" or "normalization" in call.kind for call in draw.calls)
    name = draw.one(*(one for one in _OPTIMIZERS if has_sign or one != "Lion"))
    options: dict[str, Any] = {"learning_rate": float(draw.one(0.1, 0.03, 0.007))}
    if name == "SGD" and draw.happens(0.7):
        options |= {"momentum": draw.one(0.9, 0.6), "nesterov": draw.happens(0.5)}
    if name in ("Adam", "AdamW"):
        options |= {"amsgrad": draw.happens(0.3), "beta_1": draw.one(0.9, 0.5), "beta_2": draw.one(0.999, 0.9)}
    if name == "RMSprop":
        options |= {"momentum": draw.one(0.0, 0.6), "centered": draw.happens(0.5), "rho": draw.one(0.9, 0.8)}
    clip = draw.one(None, None, "clipnorm", "global_clipnorm", "clipvalue")
    if clip is not None:
        options[clip] = draw.one(0.01, 0.2)
    if draw.happens(0.25):
        options["weight_decay"] = 0.02
    if draw.happens(0.25):
        options |= {"use_ema": True, "ema_momentum": draw.one(0.7, 0.99)}
    return name, options


def described(seed: int) -> Described:
    """The network of that number."""
    draw = Drawer(seed)
    at = draw.flat(FAMILIES[seed % len(FAMILIES)](draw))
    loss = draw.one(*_LOSSES)
    loss_options, y = _head(draw, at, loss)
    words = draw.calls[0].options.get("words")
    shape = (SAMPLES, *draw.shape(0))
    x = draw.random.integers(0, words, shape) if words else draw.random.normal(size=shape)
    sample_weight = draw.random.uniform(0.3, 2, SAMPLES) if draw.happens(0.3) else None
    class_weight = None
    if loss == "sparse" and sample_weight is None and draw.happens(0.6):
        class_weight = {number: float(weight) for number, weight in enumerate(draw.random.uniform(0.3, 2, 3))}
    optimizer, optimizer_options = _optimizer(draw)
    practice = 150 if loss in ("sparse", "categorical", "binary") and draw.happens(0.4) else 0
    return Described(
        draw.calls, loss, loss_options, optimizer, optimizer_options, x, y, sample_weight, class_weight,
        int(draw.random.integers(0, 4)), practice,
    )  # fmt: skip
