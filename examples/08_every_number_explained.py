"""Why does this weight change? Every number of a training step, in the lecture's network and in a CNN.

The lecture derives one weight of a network with two units per layer by hand. Here the library gives the same three
factors, then one weight of a convolution on a real digit; then a thousand numbers of that step are computed again from
their derivations. Result: the lecture's 0.02592, and a thousand numbers that all agree with the engine in ten digits.
"""

from __future__ import annotations

import numpy as np

import nervure
from nervure.keras import layers, losses, models, optimizers

model = models.Sequential(
    [
        layers.Input((2,), name="input"),
        layers.Dense(2, activation="sigmoid", use_bias=False, name="hidden"),
        layers.Dense(2, activation="sigmoid", use_bias=False, name="output"),
    ]
)
model.compile(optimizers.SGD(0.5), "half_squared_error", precision="float64")
model.set_weights([[[0.3, 0.4], [0.25, 0.35]], [[0.45, 0.7], [0.4, 0.6]]])

explanation = model.explain([[0.1, 0.2]], [[0.4, 0.6]])
why = explanation.why("output/kernel", (0, 0))
print(why)
error, slope, hidden = why.factors
print(f"\n① {error:.5f} x ② {slope:.5f} x ③ {hidden:.5f} = {why.value:.5f}\n")

nervure.set_seed(1)
pictures, digits = nervure.data.digits()
x, y = pictures[::10, :, :, None].astype(np.float32), digits[::10]
cnn = models.Sequential(
    [
        layers.Input((28, 28, 1)),
        layers.Rescaling(1 / 255),
        layers.Conv2D(8, 3, padding="same", activation="relu", name="edges"),
        layers.BatchNormalization(name="norm"),
        layers.MaxPooling2D(name="pool"),
        layers.Dropout(0.3, name="drop"),
        layers.Conv2D(8, 3, activation="relu", name="parts"),
        layers.Flatten(name="flat"),
        layers.Dense(10, activation="softmax", name="digit"),
    ]
)
cnn.compile(optimizers.Adam(0.003), losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
cnn.fit(x, y, epochs=3, batch_size=32, verbose=2)

step = cnn.explain(x[300:301], y[300:301])  # a real three, with the mask of the next training step
print(step.why("edges/kernel", (0, 1, 0, 5)))
print()
print(step.value_of("digit/output", (0, 3)))
verified = step.verify(num=1000)
print(f"\n{verified.numbers} derivations computed again, {verified.stored} numbers that were only stored.")
print(f"Largest disagreement: {verified.largest_error:.1e} of the terms.")

assert abs(why.value - 0.02592) < 1e-5
assert verified.opaque == 0
assert verified.numbers + verified.stored >= 1000
