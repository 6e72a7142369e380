"""What axe-core finds on a page."""

from __future__ import annotations

from importlib import resources
from typing import Any

SERIOUS = ("serious", "critical")


def serious_findings(page: Any) -> list[str]:
    """The rules that are broken badly, and where."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    result = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{found['id']}: {found['help']} at {[node['target'] for node in found['nodes']][:3]}"
        for found in result["violations"]
        if found["impact"] in SERIOUS
    ]
