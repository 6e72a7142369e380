"""What errors show to be typed can be typed."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import typer

from nervure.cli.application import application
from nervure.cli.examples import example, option_with_value, whole_command

COMMANDS: dict[str, Any] = typer.main.get_command(application()).commands  # type: ignore[attr-defined]


def context_of(name: str) -> Any:
    return typer.Context(COMMANDS[name], info_name=name)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_whole_command_has_all_that_is_needed(name: str) -> None:
    typed = shlex.split(whole_command(context_of(name)))
    assert typed[0] == name
    assert COMMANDS[name].make_context(name, typed[1:]).command is COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_that_takes_a_value_can_be_typed_with_its_example(name: str) -> None:
    needed = shlex.split(whole_command(context_of(name)))[1:]
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name == "option" and not parameter.is_flag:
            typed = shlex.split(option_with_value(context_of(name), parameter.opts[0]))
            assert len(typed) == 2
            read = COMMANDS[name].make_context(name, [*needed, *typed]).params
            assert read[parameter.name] == typed[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_example_is_the_name_of_a_kind(name: str) -> None:
    taken = [each for each in COMMANDS[name].params if each.metavar]
    assert [each.opts[0] for each in taken if example(each).isupper() or "|" in example(each)] == []
