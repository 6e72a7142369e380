"""The lecture's two code blocks, letter for letter but for their imports, run as a student runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCKS = Path(__file__).parent
IMPORTS = "from nervure.keras import models, layers\nimport nervure as tf\nimport numpy as np\n"
# The Dense block ends before compile; these are the next lines of whoever typed it in.
AFTER_DENSE = """
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
generator = np.random.default_rng(0)
model.fit(generator.random((96, 1000)), generator.integers(0, 2, 96), epochs=2)
print("parameters", model.count_params())
"""
BEFORE_CNN = "img_height, img_width, num_classes = {height}, {width}, {classes}\n"
AFTER_CNN = """
generator = np.random.default_rng(0)
x = generator.integers(0, 256, (32, img_height, img_width, {channels}), dtype="uint8")
y = np.eye(num_classes)[generator.integers(0, num_classes, 32)]
model.fit(x, y, batch_size=16, epochs=2)
print("parameters", model.count_params())
"""
SHAPE_ADVICE = (
    "Conv2D 'conv2d': input_shape=(28, 28, 1) is ignored, because the layer before it outputs (N, {height}, {width}, 3)"
)
LOSS_ADVICE = (
    r"'dense_1' is a softmax.* used with binary_crossentropy: this trains, but softmax is usually paired with "
    "categorical_crossentropy"
)


def block(name: str) -> str:
    """A block as it lies in the file, without the line numbers of the lecture's slide and without its imports."""
    text = (BLOCKS / name).read_text(encoding="utf-8")
    text = re.sub(r"^\d+ ?", "", text, flags=re.M)
    return re.sub(r"^from keras import .*\n", "", text, flags=re.M)


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Runs it in a process of its own in which every Python warning is an error, also those usually hidden."""
    environment = os.environ | {"NERVURE_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-W", "error", "-c", IMPORTS + program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    assert "Traceback" not in done.stderr
    return done


def assert_two_epochs(output: str) -> None:
    """One line an epoch where the output is no terminal, without control codes."""
    lines = output.splitlines()
    assert [line.partition(" ·")[0] for line in lines[:2]] == ["Epoch 1/2", "Epoch 2/2"]
    for line in lines[:2]:
        assert re.search(r"loss \d+\.\d+ · accuracy \d\.\d+", line)
    assert "\x1b" not in output
    assert "\r" not in output


def test_blocks_are_copied_with_their_double_and_trailing_spaces() -> None:
    lines = (BLOCKS / "cnn_block.txt").read_text(encoding="utf-8").split("\n")
    assert len(lines) == 26
    assert all(line.endswith("  ") for line in lines[:24])
    assert lines[23] == "24 model.compile(loss='binary_crossentropy', optimizer='adam',metrics=['accuracy'])  "
    assert lines[2].count("experimental.preprocessing.Rescaling(1./255, input_shape=(img_height, img_width, 3)),)") == 1
    assert "model.add(layers.Dense(16, activation='relu', input_shape=(1000,)))\n" in block("dense_block.txt")


def test_the_dense_block_builds_compiles_and_fits_without_a_word() -> None:
    done = run(block("dense_block.txt") + AFTER_DENSE)
    assert_two_epochs(done.stdout)
    assert done.stdout.splitlines()[2:] == ["parameters 16305"]
    assert done.stderr == ""


@pytest.mark.parametrize(("height", "width", "classes", "parameters"), [(28, 28, 10, 469_162), (20, 24, 4, 312_740)])
def test_the_cnn_block_builds_compiles_and_fits_with_two_lines_of_advice(
    height: int, width: int, classes: int, parameters: int
) -> None:
    sizes = {"height": height, "width": width, "classes": classes}
    done = run(BEFORE_CNN.format(**sizes) + block("cnn_block.txt") + AFTER_CNN.format(channels=3))
    assert_two_epochs(done.stdout)
    assert done.stdout.splitlines()[2:] == [f"parameters {parameters}"]
    shape, loss = done.stderr.splitlines()
    assert shape.startswith(SHAPE_ADVICE.format(**sizes))
    assert re.match(LOSS_ADVICE, loss)


def test_the_cnn_block_takes_the_shipped_digits_once_its_three_is_a_one() -> None:
    """What the lecture's mini project does; the advice names the first layer that its input_shape does not fit."""
    text = block("cnn_block.txt").replace("img_width, 3)", "img_width, 1)")
    after = """
x, y = tf.data.digits()
model.fit(x[::200], np.eye(10)[y[::200]], epochs=2)
print("parameters", model.count_params())
"""
    done = run(BEFORE_CNN.format(height=28, width=28, classes=10) + text + after)
    assert_two_epochs(done.stdout)
    assert done.stdout.splitlines()[2:] == ["parameters 468586"]
    shape, loss = done.stderr.splitlines()
    assert shape.startswith(
        "Conv2D 'conv2d_1': input_shape=(28, 28, 1) is ignored, because the layer before it outputs (N, 28, 28, 32)"
    )
    assert re.match(LOSS_ADVICE, loss)
