from __future__ import annotations

from pathlib import Path

from benchmarks.harness.result import write
from benchmarks.report import main, results_in, text_of
from tests.benchmarks.harness.results import entry, result


def test_table_plot_and_page_are_made_of_results(tmp_path: Path) -> None:
    write(result("lecture-cnn", entry("nervure", 0.04, 0.05), entry("torch-eager", 0.16, 0.21)), tmp_path)
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n<!-- measured: goals -->\n<!-- /measured -->\n", encoding="utf-8")
    assert main(["--results", str(tmp_path), "--page", str(page)]) == 0
    table = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "## lecture-cnn: lecture CNN, a training step" in table
    assert "(speed.svg)" in table
    assert (tmp_path / "speed.png").is_file()
    assert "4.10 (4.00 to 4.20)" in page.read_text(encoding="utf-8")


def test_without_results_nothing_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n", encoding="utf-8")
    assert main(["--results", str(tmp_path), "--page", str(page)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]
    assert results_in(tmp_path) == {}


def test_the_terminal_shows_everybody() -> None:
    assert "| PyTorch eager |" in text_of(result("lecture-cnn", entry("nervure", 1.0), entry("torch-eager", 2.0)))
