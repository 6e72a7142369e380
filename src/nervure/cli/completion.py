"""``nervure completion``, and the completions. Everything here must be fast: it runs at each press of Tab."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from nervure.cli.output import say
from nervure.registry import look_up

SHELLS = ("bash", "fish", "powershell", "zsh")
VARIABLE = "_NERVURE_COMPLETE"  # the variable in which a shell passes its request
# Copies of the tables of models and precisions, whose import would load torch.
NETWORKS = ("lecture-cnn", "lecture-mlp", "small-resnet")
PRECISIONS = ("auto", "bfloat16", "float32", "float64")
COLORS = ("grayscale", "rgb")
AUGMENTATIONS = ("none", "photographs", "signs")
CLASS_WEIGHT_KINDS = ("none", "square-root", "balanced")
NORMALIZATIONS = ("imagenet", "levels", "symmetric", "unit")
_WEIGHTS = "model.safetensors"
_RUNS = "runs"


def completion(
    shell: Annotated[
        str,
        typer.Argument(metavar="bash|zsh|fish|powershell", help="cli.completion.shell", autocompletion=lambda: SHELLS),
    ],
) -> None:
    """Prints the completion script for a shell."""
    look_up(shell, dict.fromkeys(SHELLS), where="nervure completion")
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    say(get_completion_script(prog_name="nervure", complete_var=VARIABLE, shell=shell))


def prepare() -> None:
    """Lets typer answer a shell's completion request; does nothing without one."""
    if VARIABLE in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()


def run_folders(incomplete: str) -> list[str]:
    """The runs whose path begins with the typed text: those in ``runs``, and in the named folder."""
    typed = Path(incomplete)
    parents = [Path(_RUNS), typed if incomplete.endswith(("/", os.sep)) else typed.parent]
    found = {str(run.parent) for parent in parents for run in parent.glob(f"*/{_WEIGHTS}")}
    return sorted(run for run in found if run.startswith(incomplete))


def labeled_data(incomplete: str) -> list[str]:
    """The included digits, by name; the shell completes paths itself."""
    return [name for name in ("digits",) if name.startswith(incomplete)]


def networks(incomplete: str) -> list[str]:
    """The available networks."""
    return [name for name in NETWORKS if name.startswith(incomplete)]


def precisions(incomplete: str) -> list[str]:
    """The available precisions."""
    return [name for name in PRECISIONS if name.startswith(incomplete)]


def colors(incomplete: str) -> list[str]:
    """The color modes."""
    return [name for name in COLORS if name.startswith(incomplete)]


def augmentations(incomplete: str) -> list[str]:
    """The augmentation presets."""
    return [name for name in AUGMENTATIONS if name.startswith(incomplete)]


def class_weight_kinds(incomplete: str) -> list[str]:
    """The kinds of class weights."""
    return [name for name in CLASS_WEIGHT_KINDS if name.startswith(incomplete)]


def normalizations(incomplete: str) -> list[str]:
    """The scales of levels for pretrained networks."""
    return [name for name in NORMALIZATIONS if name.startswith(incomplete)]
