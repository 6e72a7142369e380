from __future__ import annotations

from nervure.errors import ArgumentError
from nervure.layers import Identity
from nervure.layers.call_options import CallOptions
from tests.layers.layer_rules import assert_says


def test_the_first_call_decides() -> None:
    layer, options = Identity(), CallOptions(None)
    options.take({"loud": True, "long": False}, layer)
    options.take({"loud": True, "long": False}, layer)
    assert (options["loud"], options["long"], options["other"]) == (True, False, False)
    assert layer.get_config()["call_arguments"] == {"loud": True, "long": False}
    assert_says(ArgumentError, lambda: options.take({"loud": False, "long": False}, layer), "loud=True", "loud=False")


def test_a_plain_call_leaves_the_configuration_as_it_is() -> None:
    layer, options = Identity(), CallOptions(None)
    options.take({"loud": False}, layer)
    assert "call_arguments" not in layer.get_config()


def test_what_a_configuration_says_holds_without_being_said_again() -> None:
    kwargs = {"name": "x", "call_arguments": {"loud": True}}
    options = CallOptions.taken_from(kwargs)
    assert kwargs == {"name": "x"}
    options.take({"loud": False}, Identity())
    assert options["loud"]
