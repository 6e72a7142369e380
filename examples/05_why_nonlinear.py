"""Why there is an activation between layers: without one, two layers are one.

Two spirals, one inside the other, and a question: which one does a point belong to? Linear layers can only divide the
plane along a straight line, however many there are: 71 % of the points. Result: all points with ReLU, leaky ReLU and
maxout between the layers (required: more than 95 %).
"""

from __future__ import annotations

import numpy as np

import nervure
from nervure.keras import layers, models, optimizers

generator = np.random.default_rng(0)
turn = np.sqrt(generator.uniform(0.02, 1, 600)) * 1.25 * 2 * np.pi
spiral = np.repeat([0, 1], 300)
angle = turn + np.pi * spiral
x = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1) / 8 + generator.normal(0, 0.02, (600, 2))


def trained(*hidden: layers.Layer) -> tuple[models.Sequential, float]:
    """A network with these layers before its last one, trained on the points, and its accuracy."""
    nervure.set_seed(3)
    model = models.Sequential([layers.Input((2,)), *hidden, layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer=optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(x, spiral, batch_size=100, epochs=100, verbose=0, seed=3)
    return model, model.evaluate(x, spiral, verbose=0)[1]


def drawn(model: models.Sequential) -> str:
    """The plane as the network sees it, with # where it expects the second spiral."""
    across, down = np.meshgrid(np.linspace(-1, 1, 48), np.linspace(1, -1, 20))
    answers = model.predict(np.stack([across.ravel(), down.ravel()], axis=1), verbose=0).reshape(across.shape)
    return "\n".join("  " + "".join("#" if answer > 0.5 else "." for answer in row) for row in answers)


_, one = trained()
print(f"one linear layer                 {one:.3f}")
print("two linear layers: they can do no more than one, and nervure says so")
two_layers, two = trained(layers.Dense(32))
print(f"two linear layers                {two:.3f}")

# The proof: multiplied out, the kernels and biases of the two form one layer with the same outputs.
w1, b1, w2, b2 = two_layers.get_weights()
as_one = 1 / (1 + np.exp(-(x @ (w1 @ w2) + (b1 @ w2 + b2))))
assert np.abs(as_one - two_layers.predict(x, verbose=0)).max() < 1e-5

# The lecture's activations between three layers; its leaky ReLU has a slope of 0.1, while Keras' default is 0.2.
between = {
    "sigmoid": lambda: [layers.Dense(32, activation="sigmoid"), layers.Dense(32, activation="sigmoid")],
    "tanh": lambda: [layers.Dense(32, activation="tanh"), layers.Dense(32, activation="tanh")],
    "ReLU": lambda: [layers.Dense(32, activation="relu"), layers.Dense(32, activation="relu")],
    "leaky ReLU, slope 0.1": lambda: [
        layers.Dense(32), layers.LeakyReLU(negative_slope=0.1), layers.Dense(32), layers.LeakyReLU(negative_slope=0.1),
    ],
    "maxout, the larger of two sums": lambda: [layers.Maxout(32, pieces=2), layers.Maxout(32, pieces=2)],
    "ELU": lambda: [layers.Dense(32, activation="elu"), layers.Dense(32, activation="elu")],
}  # fmt: skip
reached = {}
for name, hidden in between.items():
    model, reached[name] = trained(*hidden())
    print(f"{name:32} {reached[name]:.3f}")
    if name == "ReLU":
        print(drawn(model))

# The sigmoid could do it too, but its slope is at most 1/4, and two of them leave little of a gradient, so it learns
# far more slowly.
assert abs(one - two) < 0.05
assert max(one, two) < 0.75
assert reached["ReLU"] > 0.95
assert reached["leaky ReLU, slope 0.1"] > 0.95
assert reached["maxout, the larger of two sums"] > 0.95
