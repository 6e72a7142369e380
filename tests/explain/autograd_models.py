"""The networks of autograd_networks.py as nervure builds, trains and explains them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nervure import layers, losses, models, optimizers, regularizers
from nervure.models.network import owned_parameters
from nervure.randomness import set_seed
from tests.explain.autograd_networks import Call, Described

Options = dict[str, Any]


def _common(call: Call) -> Options:
    found: Options = {"name": call.name}
    found |= {name: call.options[name] for name in ("activation", "use_bias") if name in call.options}
    for part in ("kernel", "bias", "activity"):
        if f"{part}_regularizer" in call.options:
            l1, l2 = call.options[f"{part}_regularizer"]
            found[f"{part}_regularizer"] = regularizers.L1L2(l1, l2)
    return found


def _convolution(call: Call) -> Any:
    o = call.options
    window = {"kernel_size": o["size"], "strides": o["strides"], "padding": o["padding"]} | _common(call)
    if call.kind == "depthwise":
        return layers.DepthwiseConv2D(depth_multiplier=o["multiplier"], **window)
    make = layers.Conv2D if len(call.shape) == 3 else layers.Conv1D
    return make(o["filters"], dilation_rate=o["dilation"], groups=o["groups"], **window)


def _pooling(call: Call) -> Any:
    o = call.options
    kind = "MaxPooling" if call.kind == "max_pooling" else "AveragePooling"
    make = getattr(layers, f"{kind}{len(call.shape) - 1}D")
    return make(o["size"], strides=o["strides"], padding=o["padding"], name=call.name)


def _recurrent(call: Call) -> Any:
    o = call.options
    more = {name: o[name] for name in ("return_sequences", "reset_after") if name in o}
    return getattr(layers, o["cell"])(o["units"], **more, **_common(call))


def _normalization(call: Call) -> Any:
    names = {"batch": "Batch", "layer": "Layer", "group": "Group", "rms": "RMS"}
    make = getattr(layers, f"{names[call.kind.removesuffix('_normalization')]}Normalization")
    return make(name=call.name, **call.options)


def _global(kind: str) -> Callable[[Call], Any]:
    def make(call: Call) -> Any:
        return lambda x: getattr(layers, f"Global{kind}Pooling{len(x.shape) - 2}D")(name=call.name)(x)

    return make


def _attention(call: Call) -> Any:
    make = layers.Attention if call.kind == "attention" else layers.AdditiveAttention
    layer = make(use_scale=call.options["use_scale"], name=call.name)
    return lambda *given: layer([*given])


MAKERS: dict[str, Callable[[Call], Any]] = {
    "dense": lambda call: layers.Dense(call.options["units"], **_common(call)),
    "convolution": _convolution, "depthwise": _convolution, "max_pooling": _pooling, "average_pooling": _pooling,
    "batch_normalization": _normalization, "layer_normalization": _normalization,
    "group_normalization": _normalization, "rms_normalization": _normalization, "recurrent": _recurrent,
    "attention": _attention, "additive_attention": _attention,
    "heads": lambda call: layers.MultiHeadAttention(name=call.name, **call.options),
    "merge": lambda call: lambda *given: getattr(layers, call.options["how"])(name=call.name)([*given]),
    "flatten": lambda call: layers.Flatten(name=call.name),
    "global_average": _global("Average"), "global_max": _global("Max"),
    "embedding": lambda call: layers.Embedding(call.options["words"], call.options["units"], name=call.name),
    "activation": lambda call: layers.Activation(call.options["activation"], name=call.name),
}  # fmt: skip
_LOSSES = {
    "sparse": "SparseCategoricalCrossentropy", "categorical": "CategoricalCrossentropy", "binary": "BinaryCrossentropy",
    "mse": "MeanSquaredError", "mae": "MeanAbsoluteError", "huber": "Huber", "log_cosh": "LogCosh", "hinge": "Hinge",
    "squared_hinge": "SquaredHinge", "poisson": "Poisson", "kl": "KLDivergence",
}  # fmt: skip


class Trained:
    """A network before the step that is explained.

    Args:
        network: what it is.
        seed: of its weights.
    """

    def __init__(self, network: Described, seed: int) -> None:
        self.network = network
        set_seed(seed)
        self.model = _model(network)
        set_seed(None)
        random = np.random.default_rng(seed)
        # Weights that begin as 0 or 1 would hide what reads the wrong one.
        self.model.set_weights([one + 0.1 * np.abs(random.normal(size=one.shape)) for one in self.model.get_weights()])
        loss = getattr(losses, _LOSSES[network.loss])(**network.loss_options)
        if network.practice:
            self.model.compile(optimizers.Adam(0.05), loss, precision="float64")
            self._train(network.practice)
        optimizer = getattr(optimizers, network.optimizer)(**network.optimizer_options)
        self.model.compile(optimizer, loss, precision="float64")
        names = [parameter.name for parameter in owned_parameters(self.model.graph)]
        self.start = dict(zip(names, map(np.copy, self.model.get_weights()), strict=True))
        self._train(network.steps)

    def _train(self, steps: int) -> None:
        network = self.network
        for _ in range(steps):
            self.model.train_on_batch(
                network.x, network.y, sample_weight=network.sample_weight, class_weight=network.class_weight
            )

    def explained(self) -> Any:
        """The next step."""
        network = self.network
        return self.model.explain(
            network.x, network.y, sample_weight=network.sample_weight, class_weight=network.class_weight
        )


def _model(network: Described) -> models.Model:
    made = list[Any]()
    for call in network.calls:
        if call.kind == "input":
            kind = {"dtype": "int64"} if "words" in call.options else {}
            made.append(layers.Input(call.shape, name=call.name, **kind))
        else:
            made.append(MAKERS[call.kind](call)(*[made[number] for number in call.reads]))
    return models.Model(made[0], made[-1])
