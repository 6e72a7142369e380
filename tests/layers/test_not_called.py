from __future__ import annotations

from nervure import layers
from nervure.language.catalogue import MESSAGES
from nervure.layers import not_called


def test_every_table_names_a_sentence() -> None:
    tables = [table for name, table in vars(not_called).items() if name.startswith("OF_")]
    assert len(tables) > 5
    assert all(key in MESSAGES for table in tables for key in table.values())


def test_no_layer_has_a_method_that_is_said_not_to_be_called() -> None:
    for name, kind in layers.TABLE.items():
        of_layer = {name for each in kind.__mro__ for name in vars(each).get("not_called", {})} - {
            "forward",
            "backward",
        }
        assert not [method for method in of_layer if hasattr(kind, method)], name
