"""The lecture's Dense block, letter for letter, on a question about real digits: is it five or more?

The block reads 1,000 features. Just as a text is often represented by which of 1,000 words occur in it, a digit is
represented here by 1,000 yes-or-no questions: is there ink both at this place and at that place? Result: 92 % of the
digits it has never seen (required: more than 90 %).
"""

from __future__ import annotations

import numpy as np

import nervure
from nervure.keras import layers, models

nervure.set_seed(1)

pictures, digits, held_out_pictures, held_out_digits = nervure.data.split(*nervure.data.digits(), 0.2)
generator = np.random.default_rng(0)
# 1,000 pairs of places, all in the middle of the image, where digits have their ink.
rows, columns = generator.integers(4, 24, (2, 1000)), generator.integers(4, 24, (2, 1000))


def answers(images: np.ndarray) -> np.ndarray:
    """(N, 28, 28) gray levels -> (N, 1000) zeros and ones."""
    ink = images > 64
    return (ink[:, rows[0], columns[0]] & ink[:, rows[1], columns[1]]).astype("float32")


x, y = answers(pictures), (digits >= 5).astype("float32")
x_held_out, y_held_out = answers(held_out_pictures), (held_out_digits >= 5).astype("float32")
print(f"{len(x)} digits for training; on average, {x.sum(axis=1).mean():.0f} of 1,000 questions are answered yes")

# fmt: off
model = models.Sequential()
model.add(layers.Dense(16, activation='relu', input_shape=(1000,)))
model.add(layers.Dense(16, activation='relu'))
model.add(layers.Dense(1, activation='sigmoid'))
# fmt: on

model.summary()
assert model.count_params() == 16_305  # 1000 x 16 + 16, 16 x 16 + 16, 16 x 1 + 1

# The lecture leaves this open. The last layer outputs one probability, so the loss is the binary cross-entropy.
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, batch_size=64, epochs=8, validation_data=(x_held_out, y_held_out), verbose=2)

# The lecture warns of overfitting, and here you can see it: the network knows its own digits better than the others.
learned, held_out = history.history["accuracy"][-1], history.history["val_accuracy"][-1]
print(f"accuracy on the training digits {learned:.4f}, on the others {held_out:.4f}")
for probability, digit in zip(model.predict(x_held_out[:6], verbose=0)[:, 0], held_out_digits, strict=False):
    print(f"  a {digit}: five or more with probability {probability:.3f}")
assert held_out > 0.90
