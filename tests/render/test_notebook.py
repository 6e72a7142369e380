from __future__ import annotations

import io
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from nervure.language import set_language
from nervure.render.notebook import notebook_piece, shows_in_notebook

_PROGRAM = """
import sys
from nervure.records import Architecture, EpochRecord, HistoryRecord, LayerRow, Progress
from nervure.render.curves import curves_figure
from nervure.render.live import choose_display
from nervure.render.notebook import shows_in_notebook
from nervure.render.summary import print_summary

print(shows_in_notebook(), shows_in_notebook(sys.stdout), shows_in_notebook(sys.stderr))
with choose_display() as display:
    display.begin(2)
    for epoch in (1, 2):
        display.update(Progress(epoch, 2, 5, 10, 500, 100.0, 1.0, 1.0, {"loss": 0.5}))
        display.end_epoch(EpochRecord(epoch, 2, 2.0, {"loss": 0.25}))
print_summary(Architecture("tiny", (LayerRow("dense", "Dense", (None, 10), 330),), 330, 0, 1320, 0))
curves_figure(HistoryRecord({"loss": (1.0, 0.5)}, (1, 2)))
"""


@pytest.fixture(scope="module")
def outputs() -> list[nbformat.NotebookNode]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_PROGRAM)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    made: list[nbformat.NotebookNode] = notebook.cells[0].outputs
    return made


def test_a_notebook_is_known_by_its_kernel_and_only_for_standard_output(outputs: list[nbformat.NotebookNode]) -> None:
    assert outputs[0].text == "True True False\n"


def test_a_notebook_gets_one_piece_of_progress_that_is_replaced(outputs: list[nbformat.NotebookNode]) -> None:
    pieces = [output.data for output in outputs if output.output_type == "display_data"]
    progress = [piece for piece in pieces if "Epoch 1/2" in piece.get("text/plain", "")]
    assert len(progress) == 1
    assert progress[0]["text/plain"].splitlines() == [
        "Epoch 1/2 · 2.0 s · loss 0.2500",
        "Epoch 2/2 · 2.0 s · loss 0.2500",
    ]
    assert progress[0]["text/html"].count("<tr>") == 3


def test_a_notebook_gets_the_summary_as_a_table(outputs: list[nbformat.NotebookNode]) -> None:
    pieces = [output.data for output in outputs if output.output_type == "display_data"]
    summary = next(piece for piece in pieces if "Total params" in piece["text/plain"])
    assert '<td class="name">dense (Dense)</td>' in summary["text/html"]


def test_a_notebook_shows_curves_without_any_preparation(outputs: list[nbformat.NotebookNode]) -> None:
    result = next(output.data for output in outputs if output.output_type == "execute_result")
    assert result["image/svg+xml"].startswith('<svg role="img"')


def test_a_script_is_no_notebook() -> None:
    assert not shows_in_notebook()
    program = "import IPython; from nervure.render.notebook import shows_in_notebook; print(shows_in_notebook())"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
    assert not shows_in_notebook(io.StringIO())


def test_a_piece_tells_its_language() -> None:
    assert notebook_piece("x").startswith('<div class="nervure" lang="en">')
    set_language("ko")
    assert notebook_piece("x").startswith('<div class="nervure" lang="ko">')
