from __future__ import annotations

from nervure.language import set_language
from nervure.records.network_diagram import NetworkBox, NetworkDiagram
from nervure.render.network_diagram import BoxText, diagram_figure

DIAGRAM = NetworkDiagram(
    "tiny",
    (
        NetworkBox("x", "InputLayer", (), (), ((None, 4, None),)),
        NetworkBox("dense<1>", "Dense", (0,), ((None, 4, None),), ((None, 2),), "relu", trainable=False),
    ),
)


def test_boxes_say_what_was_asked_for_and_no_more() -> None:
    short = diagram_figure(DIAGRAM, BoxText(names=False)).to_svg()
    assert ">Dense<" in short
    assert "dense" not in short
    assert "relu" not in short
    everything = diagram_figure(DIAGRAM, BoxText(True, True, "float32", True, True)).to_svg()
    for written in ("dense&lt;1&gt; (Dense)", "relu", "(N, 4, ?) → (N, 2)", "float32", "frozen"):
        assert written in everything


def test_the_picture_speaks_korean() -> None:
    set_language("ko")
    svg = diagram_figure(DIAGRAM, BoxText(trainable=True)).to_svg()
    assert "고정됨" in svg
    assert "상자 2개" in svg


def test_arrows_go_down_or_to_the_right() -> None:
    down, right = (
        diagram_figure(DIAGRAM, BoxText(), left_to_right=turned).get_size_inches() for turned in (False, True)
    )
    assert down[1] > right[1]
    assert down[0] < right[0]
