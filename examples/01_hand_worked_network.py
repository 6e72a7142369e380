"""The lecture's network with two inputs, two hidden units and two outputs, worked step by step, then trained.

No bias, sigmoids, learning rate 0.5. The lecture works out the first update by hand; here the library does the same
arithmetic, and further updates. Result: an error below 0.001.
"""

from __future__ import annotations

import numpy as np

from nervure import layers, models, optimizers

x = np.array([[0.1, 0.2]])
y = np.array([[0.4, 0.6]])

model = models.Sequential(
    [
        layers.Dense(2, activation="sigmoid", use_bias=False, input_shape=(2,)),
        layers.Dense(2, activation="sigmoid", use_bias=False),
    ]
)
model.compile(optimizer=optimizers.SGD(0.5), loss="half_squared_error", precision="float64")
# A kernel has a row for each input and a column for each unit: W1 and W2 lead to h1, so they form a column.
model.set_weights(
    [
        np.array([[0.30, 0.40], [0.25, 0.35]]),  # W1 W3 / W2 W4
        np.array([[0.45, 0.70], [0.40, 0.60]]),  # W5 W7 / W6 W8
    ]
)

print("Forward")
values = model.trace(x)
(z1, z2), (h1, h2) = values["dense/z"][0], values["dense/output"][0]
(z3, z4), (o1, o2) = values["dense_1/z"][0], values["dense_1/output"][0]
print(f"  z1 = 0.3 x 0.1 + 0.25 x 0.2 = {z1:.5f}        z2 = 0.4 x 0.1 + 0.35 x 0.2 = {z2:.5f}")
print(f"  h1 = sigmoid(z1) = {h1:.5f}                   h2 = sigmoid(z2) = {h2:.5f}")
print(f"  z3 = 0.45 h1 + 0.4 h2 = {z3:.5f}              z4 = 0.7 h1 + 0.6 h2 = {z4:.5f}")
print(f"  o1 = sigmoid(z3) = {o1:.5f}                   o2 = sigmoid(z4) = {o2:.5f}")
e1, e2 = (y[0, 0] - o1) ** 2 / 2, (y[0, 1] - o2) ** 2 / 2
print(f"  E  = (0.4 - o1)^2 / 2 + (0.6 - o2)^2 / 2 = {e1:.5f} + {e2:.5f} = {e1 + e2:.5f}")

print("Backward: how E changes with W5, the weight from h1 to o1")
print(f"  dE/do1  = o1 - 0.4      = {o1 - 0.4:.5f}")
print(f"  do1/dz3 = o1 (1 - o1)   = {o1 * (1 - o1):.5f}")
print(f"  dz3/dW5 = h1            = {h1:.5f}")
by_hand = (o1 - 0.4) * o1 * (1 - o1) * h1
gradient = model.gradients(x, y)["dense_1/kernel"][0, 0]  # does not change the model
print(f"  dE/dW5  = their product = {by_hand:.5f}; the library gives {gradient:.5f}")
assert abs(by_hand - gradient) < 1e-15

print("Update: W - 0.5 dE/dW, all eight at once, each from the others' old values")
error = model.train_on_batch(x, y)
assert abs(error - (e1 + e2)) < 1e-15
((w1, w3), (w2, w4)), ((w5, w7), (w6, w8)) = model.get_weights()
print(f"  W5 = 0.45 - 0.5 x {gradient:.5f} = {w5:.5f}, W6 = {w6:.5f}, W7 = {w7:.5f}, W8 = {w8:.5f}")
print(f"  W1 = {w1:.7f}, W2 = {w2:.7f}, W3 = {w3:.7f}, W4 = {w4:.7f}")
(o1, o2) = model.predict(x, verbose=0)[0]
print(f"  The second pass gives o1 = {o1:.7f}, o2 = {o2:.7f}, E = {model.evaluate(x, y, verbose=0):.7f}: it went down")

print("And again, until E is below 0.001")
updates = 1
while (error := model.evaluate(x, y, verbose=0)) >= 0.001:
    model.train_on_batch(x, y)
    updates += 1
    if updates % 20 == 0:
        print(f"  after {updates:3} updates E = {model.evaluate(x, y, verbose=0):.6f}")
print(f"  after {updates:3} updates E = {error:.6f}, outputs {model.predict(x, verbose=0)[0].round(4)} for (0.4, 0.6)")
assert error < 0.001
assert updates <= 100
