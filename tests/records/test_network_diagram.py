from __future__ import annotations

from nervure.records.network_diagram import NetworkBox, NetworkDiagram


def test_an_arrow_joins_two_boxes_once() -> None:
    source = NetworkBox("x", "InputLayer", (), (), ((None, 4),))
    twice = NetworkBox("add", "Add", (0, 0), ((None, 4), (None, 4)), ((None, 4),))
    assert NetworkDiagram("tiny", (source, twice)).edges == ((0, 1),)
