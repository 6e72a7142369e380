"""Draws the picture of the page of an explanation for the READMEs, and renews the sample pages.

    python docs/images/draw_page.py [--chromium /usr/bin/chromium]

The picture is a screen of the page of the lecture's convolutional network after one epoch on 2,000 digits: page.png,
and page.ko.png in Korean. The sample is the page of a network that is small enough to lie in the project.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

import nervure as nv
from nervure.data import digits, split
from nervure.models.zoo import lecture_cnn
from nervure.render.activations_page import activations_page

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "samples"
PLACE = "#layer=conv2d_1&unit=z[0,12,14,3]"
WIDTH, HEIGHT = 1280, 860
PICTURES = {"en": "page.png", "ko": "page.ko.png"}


def trained(model: nv.Sequential, epochs: int) -> nv.Sequential:
    """The model after some epochs on 2,000 digits."""
    x, y = digits()
    *_, x, y = split(x[..., None], y, 0.2, seed=7)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=epochs, verbose=0)
    return model


def small_network() -> nv.Sequential:
    """Every kind of layer that the lecture's network has, once."""
    layers = nv.layers
    return nv.Sequential(
        [
            nv.Input((28, 28, 1)), layers.Rescaling(1 / 255), layers.Conv2D(6, 5, strides=2, activation="relu"),
            layers.BatchNormalization(momentum=0.9), layers.MaxPooling2D(), layers.Dropout(0.2), layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ],
        name="small_cnn",
    )  # fmt: skip


def explained(model: nv.Sequential) -> Any:
    """One training step on a six."""
    x, y = digits()
    return model.explain(x[6500:6501, ..., None], y[6500:6501])


def draw(browser: Browser, page: Path, language: str) -> None:
    """One picture."""
    opened = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1)
    opened.goto(f"{page.as_uri()}{PLACE}&lang={language}")
    opened.wait_for_timeout(2000)  # the glances of the layers are drawn when there is time
    opened.screenshot(path=HERE / PICTURES[language])
    opened.close()


def main() -> None:
    """Draws everything."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--chromium", default=shutil.which("chromium"), help="the browser that draws")
    chromium = arguments.parse_args().chromium
    nv.set_seed(7)
    nv.set_language("en")
    SAMPLES.mkdir(exist_ok=True)
    explained(trained(small_network(), 3)).to_html(SAMPLES / "small_cnn.html")
    (SAMPLES / "activations.html").write_text(activations_page(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "lecture_cnn.html"
        explained(trained(lecture_cnn(), 1)).to_html(page)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in PICTURES:
            draw(browser, page, language)
        browser.close()


if __name__ == "__main__":
    main()
