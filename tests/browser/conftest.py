"""Pages in a browser: where there is no Chromium, or no playwright, these tests are skipped and say so."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure import set_language, set_seed
from nervure.data import digits
from nervure.explain.explanation import Explanation
from nervure.models.zoo import lecture_cnn
from nervure.render.activations_page import activations_page
from nervure.render.page import bundled
from tests.browser.opened import Opened

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        pytest.skip("no Chromium on the path (Debian: apt install chromium fonts-noto-cjk)")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def rules(browser: Any) -> Iterator[Any]:
    """A page that knows the rules of derivations, as the page of an explanation has them."""
    page = browser.new_page()
    page.evaluate(f"globalThis.rules = {bundled('explanation/derivations.js')}")
    yield page
    page.close()


@pytest.fixture(scope="session")
def explanation() -> Explanation:
    """One training step of the lecture's network on a digit, after a little training."""
    set_language("en")
    set_seed(1)
    x, y = digits()
    order = np.random.default_rng(0).permutation(len(x))[:201]
    x, y = x[order][..., None], y[order]
    model = lecture_cnn()
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x[:200], y[:200], epochs=1, batch_size=50, verbose=0)
    return model.explain(x[200:], y[200:])


@pytest.fixture(scope="session")
def explanation_file(explanation: Explanation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "step.html"
    explanation.to_html(path)
    return path


@pytest.fixture(scope="session")
def activations_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "activations.html"
    path.write_text(activations_page(), encoding="utf-8")
    return path


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Opened]]:
    """``open_page(file, address, width=1280, theme="light")``; at the end no page may have complained or asked."""
    opened: list[Opened] = []

    def opener(file: Path, address: str = "", width: int = 1280, theme: str = "light") -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        opened.append(Opened(context, f"{file.as_uri()}{address}"))
        return opened[-1]

    yield opener
    for page in opened:
        complaints, requests = page.complaints, page.requests
        page.close()
        assert complaints == []
        assert requests == []
