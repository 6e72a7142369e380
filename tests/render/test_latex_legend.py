from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from nervure import layers, models, optimizers
from nervure.errors import NervureError
from nervure.explain.explanation import Explanation
from nervure.records.meeting import Cells, Meeting
from nervure.render.latex_legend import latex_legend, latex_meeting
from tests.explain.drawn_networks import drawn_network
from tests.explain.planting import one_way, planted
from tests.latex_rules import structure_faults
from tests.records.places import array

ENGINE = shutil.which("pdflatex")


def test_names_are_set_as_they_are_typed_and_meanings_as_text() -> None:
    written = latex_legend(
        [("σ̄²", "batch_norm/moving_variance"), ("ε", "a small number that keeps the square root above 0")]
    )
    assert r"\texttt{batch\_norm/moving\_variance}" in written
    assert r"$\varepsilon$ is a small number" in written
    assert structure_faults(written) == []


def test_what_tex_would_read_as_commands_is_escaped() -> None:
    written = latex_legend([("x", r"50%_&#{odd}\name~^$")])
    assert r"50\%\_\&\#\{odd\}\textbackslash{}name\textasciitilde{}\textasciicircum{}\$" in written


def test_places_that_meet_stand_below_their_letters() -> None:
    read = (Cells("x̂", array("input"), ("n", "2·i+a-1", "c+2·⌊u/3⌋")), Cells("w", array("kernel"), ("a", "c", "u")))
    written = latex_meeting(
        Meeting("sum", Cells("z", array("conv/z"), ("n", "i", "u")), read, (("a", 3),), ("n", "i", "u", "a"))
    )
    assert r"_{n,2 \, i+a-1,c+2 \, \lfloor u/3 \rfloor }" in written
    assert structure_faults(written) == []


def _documents(explanation: Explanation) -> list[str]:
    found = []
    for name in explanation.names:
        index = tuple(0 for _ in explanation.shape_of(name))
        for ask in (explanation.value_of, explanation.gradient_of, explanation.update_of):
            try:
                found.append(ask(name, index).to_latex(steps=True))
            except NervureError:  # it has none of that kind
                continue
    return found


def _networks() -> list[tuple[models.Model, tuple[int, ...], tuple[int, ...]]]:
    def stack(shape: tuple[int, ...], target: tuple[int, ...], optimizer: object, *made: layers.Layer) -> object:
        network = models.Sequential([layers.Input(shape), *made])
        network.compile(optimizer, "mse", precision="float64")
        return network, shape, target

    adam = optimizers.Adam(0.1, amsgrad=True, clipnorm=0.1, use_ema=True)
    return [
        stack((3,), (2,), adam, layers.BatchNormalization(), layers.Dense(2)),
        stack((3,), (2,), optimizers.Nadam(0.1), layers.Dense(2, activation="gelu")),
        stack((3,), (2,), optimizers.RMSprop(0.1, centered=True, momentum=0.5), layers.Dense(2)),
        stack((3, 2), (2,), "sgd", layers.LSTM(2)),
        stack((3, 2), (2,), "sgd", layers.GRU(2)),
        stack(
            (4, 4, 2), (2, 2, 1), "sgd", layers.Conv2D(4, 3, strides=2, groups=2, padding="same"), layers.Conv2D(1, 1)
        ),
    ]  # type: ignore[list-item]


def _compiled(documents: list[str], folder: Path) -> None:
    body = "\n\n".join(documents)
    preamble = r"\documentclass{article}\usepackage{amsmath}\usepackage[paperwidth=100cm,paperheight=60cm]{geometry}"
    (folder / "all.tex").write_text(rf"{preamble}\begin{{document}}{body}\end{{document}}", encoding="utf-8")
    command = [str(ENGINE), "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stdout.decode("utf-8", "replace")[-2000:]


@pytest.mark.slow
@pytest.mark.skipif(ENGINE is None, reason="no LaTeX is installed")
def test_an_engine_compiles_every_document(tmp_path: Path) -> None:
    draw, documents = np.random.default_rng(0), list[str]()
    for network, shape, target in _networks():
        documents += _documents(network.explain(draw.normal(size=(3, *shape)), draw.normal(size=(3, *target))))
    _compiled(documents, tmp_path)
    assert len(documents) > 200


@pytest.mark.slow
@pytest.mark.skipif(ENGINE is None, reason="no LaTeX is installed")
def test_an_engine_compiles_the_documents_of_drawn_networks(tmp_path: Path) -> None:
    documents = list[str]()
    for seed in range(28):  # every family of layers four times
        explanation = drawn_network(seed).explained()
        documents += _documents(explanation)
        weights = [reference.name for (kind, reference) in explanation.recording.arrays if kind == "updated"]
        for name in weights[:2]:
            try:
                documents.append(explanation.why(name, (0,) * len(explanation.shape_of(name))).to_latex())
            except NervureError:  # what moves without a gradient
                continue
    with planted(None, one_way) as explanation:  # steps of a billionth: how far each weight moves stands below
        documents += _documents(explanation)
    assert any(r"\Delta w" in document for document in documents)
    assert len(documents) > 1000
    _compiled(documents, tmp_path)
