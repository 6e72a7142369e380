"""Examples for errors: a value for every parameter, and a whole command."""

from __future__ import annotations

from typing import Any

# By option, if several options share one metavariable.
_OF_OPTIONS = {
    "--activations": "page.html", "--augmentation": "signs", "--class-weights": "balanced", "--color": "rgb",
    "--html": "page.html", "--label": "cat", "--model": "lecture-cnn", "--normalization": "imagenet",
    "--precision": "float32",
}  # fmt: skip
_OF_KINDS = {
    "DATA": "digits", "DIR": "runs/digits", "FILE": "photo.jpg", "FILE.csv": "table.csv", "FOLDER": "photos",
    "FOLDER|FILE|digits": "digits", "N": "3", "NAME[i,j,...]": "'dense/kernel[0,3]'", "PATH": "features.pt2",
    "IMAGE...": "photo.jpg", "RATE": "0.001", "RUN": "runs/digits", "SIZE": "28",
}  # fmt: skip


def example(parameter: Any) -> str:
    """An example value for a parameter; the first of a list of choices."""
    kind = str(parameter.metavar)
    kind = kind[1:-1] if kind.startswith("[") else kind  # optional
    return _OF_OPTIONS.get(parameter.opts[0]) or _OF_KINDS.get(kind) or kind.split("|")[0]


def option_with_value(context: Any, option: str) -> str:
    """An option and a value for it, ``--epochs 3``."""
    return f"{option} {next(example(each) for each in context.command.get_params(context) if option in each.opts)}"


def whole_command(context: Any) -> str:
    """The command of this context with a value for everything that it requires."""
    words = [context.command_path]
    for parameter in context.command.get_params(context):
        if parameter.required:
            words += [parameter.opts[0]] * parameter.opts[0].startswith("-") + [example(parameter)]
    return " ".join(words)
