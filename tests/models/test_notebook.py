"""What a notebook shows of models, runs and errors, in a real kernel."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

_MODEL = """
import numpy as np, nervure as nv
model = nv.Sequential([nv.layers.Input((3,)), nv.layers.Dense(2, name="hidden"), nv.layers.Dense(1)])
model.compile("sgd", "mse")
model
"""
_CELLS = [
    _MODEL,
    "nv.Sequential([nv.layers.Dense(2)])",
    "history = model.fit(np.ones((8, 3)), np.ones((8, 1)), epochs=2, verbose=0)\nhistory",
    "def mine(x):\n    return model.predict(x)\nmine(np.ones((8, 5)))",
]


@pytest.fixture(scope="module")
def outputs() -> list[nbformat.NotebookNode]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in _CELLS])
    NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True).execute()
    return [cell.outputs[-1] for cell in notebook.cells]


def test_a_model_draws_itself_once_it_is_built(outputs: list[nbformat.NotebookNode]) -> None:
    shown = outputs[0].data["text/html"]
    assert shown.startswith("<svg")
    assert "hidden" in shown
    assert "text/html" not in outputs[1].data


def test_a_history_shows_its_curves(outputs: list[nbformat.NotebookNode]) -> None:
    assert outputs[2].data["text/html"].startswith("<svg")
    assert outputs[2].data["text/plain"].startswith("<History of 2 epochs")


def test_a_traceback_is_the_users_own_lines_and_the_four(outputs: list[nbformat.NotebookNode]) -> None:
    told = "\n".join(outputs[3].traceback)
    assert "return model.predict(x)" in told
    assert "mine(np.ones((8, 5)))" in told
    assert "fix:" in told
    assert "nervure/models" not in told
    assert len(told.splitlines()) <= 10
