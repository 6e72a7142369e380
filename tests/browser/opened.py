"""A page that is open, and what it complained about and asked for."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Any

_PATIENCE_MS = 10_000
_SECONDS_EACH = 0.2  # of a key or a click, on a busy machine


class Opened:
    """A page in a context of its own.

    Attributes:
        page: playwright's.
        complaints: errors that nobody caught, and what stood in the console.
        requests: everything the page asked for besides itself.
    """

    def __init__(self, context: Any, url: str) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(_PATIENCE_MS)
        # The gate builds and computes beside this; how fast a page opens has a test of its own.
        self.page.set_default_navigation_timeout(3 * _PATIENCE_MS)
        self._context, self._url = context, url
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))
        self.page.goto(url)

    def _note(self, url: str) -> None:
        if url.partition("#")[0] != self._url.partition("#")[0]:
            self.requests.append(url)

    def go(self, address: str) -> None:
        """Follows a link inside the page."""
        self.page.evaluate("(address) => { location.hash = address; }", address)
        self.settle()

    def settle(self) -> None:
        """Waits until the page has followed its address, as a reader does before going back."""
        self.page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 0))")

    def pound(self, keys: Sequence[str], count: int) -> None:
        """Presses keys and clicks anywhere, at random; fails where the page becomes slow."""
        chance, until = random.Random(count), time.monotonic() + _SECONDS_EACH * count
        for _ in range(count):
            if chance.random() < 0.7:
                self.page.keyboard.press(chance.choice(keys))
            else:
                self.page.mouse.click(chance.randrange(1280), chance.randrange(900))
            assert time.monotonic() < until, "the page has become slow"

    def text(self, selector: str) -> str:
        """What the first element says."""
        return str(self.page.locator(selector).first.inner_text())

    @property
    def hash(self) -> str:
        """The address behind the ``#``."""
        return str(self.page.evaluate("() => decodeURIComponent(location.hash)"))

    def close(self) -> None:
        """Gives the context back."""
        self._context.close()
