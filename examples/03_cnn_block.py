"""The lecture's convolutional block, letter for letter, on real digits; and why it seems to have learned nothing.

The block expects three colors, so the gray digits are repeated three times. After two epochs it knows its training
digits, and still fails at inference: batch normalization then uses statistics that have not converged yet. With
momentum=0.9 they have. Result: 96 % of the digits it has never seen after 188 steps (required: more than 93 %).
"""

from __future__ import annotations

import numpy as np

import nervure
import nervure as tf

nervure.set_seed(1)

pictures, digits, held_out_pictures, held_out_digits = nervure.data.split(*nervure.data.digits(), 0.2)
x, x_held_out = (np.repeat(images[..., None], 3, axis=-1) for images in (pictures[:3000], held_out_pictures[:1000]))
y, y_held_out = (np.eye(10, dtype="float32")[labels] for labels in (digits[:3000], held_out_digits[:1000]))
img_height, img_width, num_classes = 28, 28, 10

# fmt: off
model = tf.keras.models.Sequential()

model.add(tf.keras.layers.experimental.preprocessing.Rescaling(1./255, input_shape=(img_height, img_width, 3)),)
model.add(tf.keras.layers.Conv2D(32, (3, 3), input_shape=(28,28,1),padding='same', activation = "relu"))
model.add(tf.keras.layers.BatchNormalization())
model.add(tf.keras.layers.Conv2D(32, (3, 3), input_shape=(28,28,1),padding='same', activation = "relu"))
model.add(tf.keras.layers.BatchNormalization())

model.add(tf.keras.layers.MaxPool2D())
model.add(tf.keras.layers.Dropout(0.4))

model.add(tf.keras.layers.Conv2D(64, (3, 3), input_shape=(28,28,1),padding='same', activation = "relu"))
model.add(tf.keras.layers.BatchNormalization())
model.add(tf.keras.layers.Conv2D(64, (3, 3), input_shape=(28,28,1),padding='same', activation = "relu"))
model.add(tf.keras.layers.BatchNormalization())

model.add(tf.keras.layers.MaxPool2D())
model.add(tf.keras.layers.Dropout(0.4))

model.add(tf.keras.layers.Flatten())
model.add(tf.keras.layers.Dense(128, activation='relu'))
model.add(tf.keras.layers.Dense(num_classes, activation='softmax'))

model.compile(loss='binary_crossentropy', optimizer='adam',metrics=['accuracy'])
# fmt: on

assert model.count_params() == 469_162
untrained = model.get_weights()
arguments = {"batch_size": 32, "epochs": 2, "validation_data": (x_held_out, y_held_out), "verbose": 2, "seed": 1}

print("The unchanged block (its advice is on stderr)")
history = model.fit(x, y, **arguments)
as_it_stands = history.history["val_accuracy"][-1]

# In training, batch normalization uses the mean of the batch; at inference, a moving average: after each step, 0.99 of
# its old value plus 0.01 of the batch's. After 188 steps, 0.99^188 = 15 % of it is still the initial 0, and the
# variances are just as wrong, four times in a row. With 0.9, nothing is left of the initial value: 0.9^188 < 1e-8.
print("The same initial weights and batches, momentum=0.9: training is the same, and inference works")
quick = tf.keras.models.model_from_json(model.to_json().replace('"momentum": 0.99', '"momentum": 0.9'))
quick.set_weights(untrained)
quick.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
history = quick.fit(x, y, **arguments)
with_momentum = history.history["val_accuracy"][-1]

print(f"held out: {as_it_stands:.3f} unchanged, {with_momentum:.3f} with momentum=0.9")
assert with_momentum > 0.93
assert with_momentum > as_it_stands + 0.2
