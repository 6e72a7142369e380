"""Writes docs/keras_parity.md: every name in Keras compared with nervure, with what differs or is left out, and why.

    python -m docs.draw_parity                 # after a change here: rewrite the page
    python -m docs.draw_parity --read-keras    # for another Keras: rewrite docs/keras_names.txt, then the page

This program compares names and arguments. The reasons are written by hand in docs/parity_reasons.py.
"""

from __future__ import annotations

import argparse
import ast
import functools
import importlib
import inspect
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import torch

from docs import parity_reasons as reasons

FOLDER = Path(__file__).resolve().parent
NAMES, PAGE = FOLDER / "keras_names.txt", FOLDER / "keras_parity.md"
# Packages of Keras in the order of the page, with the headings that readers look for.
GROUPS = {
    "layers": "Layers",
    "activations": "Activations",
    "initializers": "Initializers",
    "regularizers": "Regularizers",
    "constraints": "Constraints",
    "losses": "Losses",
    "metrics": "Metrics",
    "optimizers": "Optimizers",
    "optimizers.schedules": "Schedules",
    "callbacks": "Callbacks",
    "models": "Models",
    "Model": "What a model has",
    "Sequential": "What a chain of layers has",
    "Layer": "What every layer has",
    "Variable": "What a weight has",
    "KerasTensor": "What a symbolic tensor has",
    "Optimizer": "What an optimizer has",
    "Loss": "What a loss has",
    "Metric": "What a metric has",
    "Callback": "What a callback has",
    "History": "What a history has",
    "utils": "Utilities",
    "backend": "Backend",
    "preprocessing": "Preprocessing",
    "preprocessing.image": "Images",
    "preprocessing.sequence": "Sequences",
    "saving": "Saving",
    "": "Top-level names and other packages",
}
# Groups that are the attributes of an object, without those of another object, which it has too.
OBJECTS = {
    "Model": "Layer",
    "Sequential": "Model",
    "Layer": None,
    "Variable": None,
    "KerasTensor": None,
    "Optimizer": None,
    "Loss": None,
    "Metric": None,
    "Callback": None,
    "History": "Callback",
}
HAS, DIFFERS, LEFT_OUT = "has", "differs", "left out"
REQUIRED = "required"
_ATTRIBUTE = property(doc="Stands for an attribute that a constructor sets.")
# The named arguments of every layer, in both libraries.
OF_EVERY_LAYER = frozenset(
    {"activity_regularizer", "name", "trainable", "dtype", "input_shape", "input_dim", "batch_input_shape"}
)
_ONE_LAYOUT = re.compile(r"data_format: DataFormat|\bLayout\(")
_FIXED = re.compile(r'left_at_default\(.*?,\s*"(\w+)"')


class Entry(NamedTuple):
    """One name of Keras.

    Attributes:
        name: the name.
        signature: its arguments as text, ``(units, activation=None, **kwargs)``; None if it is not callable.
        same_as: another name of the same object.
    """

    name: str
    signature: str | None = None
    same_as: str | None = None


class Row(NamedTuple):
    """One line of the page.

    Attributes:
        name: Keras' name.
        verdict: ``has``, ``differs`` or ``left out``; None if it is not known.
        remarks: what differs and why, or why it is left out.
        open: differences without a reason so far.
    """

    name: str
    verdict: str | None
    remarks: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def read_keras() -> str:
    """The names and arguments of the installed Keras, in the format of docs/keras_names.txt."""
    import keras

    lines = [f"# Keras {keras.__version__}, written by: python -m docs.draw_parity --read-keras"]
    for group in GROUPS:
        if group in OBJECTS:
            package: Any = type(_objects(keras)[group])
            names = _attributes(keras, group)
        else:
            package = functools.reduce(getattr, filter(None, group.split(".")), keras)
            names = [name for name in dir(package) if not name.startswith("_") and name != "src"]
        lines += ["", f"## {f'keras.{group}'.rstrip('.')}", *(_line(package, name) for name in names)]
    return "\n".join(lines) + "\n"


@functools.cache
def _objects(library: types.ModuleType) -> dict[str, Any]:
    """One object of each group of :data:`OBJECTS`, created by ``library``."""
    tensor, layer = library.Input((3,)), library.layers.Dense(2)
    model = library.Model(tensor, layer(tensor))
    model.compile("sgd", "mse")
    return {
        "Model": model,
        "Sequential": library.Sequential([library.Input((3,))]),
        "Layer": library.layers.Identity(),
        "Variable": layer.kernel,
        "KerasTensor": tensor,
        "Optimizer": library.optimizers.SGD(),
        "Loss": library.losses.MeanSquaredError(),
        "Metric": library.metrics.MeanMetricWrapper(lambda y_true, y_pred: y_pred),
        "Callback": library.callbacks.Callback(),
        "History": library.callbacks.History(),
    }


def _attributes(library: types.ModuleType, group: str) -> list[str]:
    """The attributes of the object of ``group`` from Keras' classes and constructors; layers are torch modules, too."""
    thing, above = _objects(library)[group], _objects(library).get(OBJECTS[group] or "")
    classes = [kind for kind in type(thing).__mro__ if kind.__module__.startswith("keras.")]
    # TorchLayer is what a torch module requires of a layer.
    own = [kind for kind in classes if not isinstance(above, kind) and kind.__name__ != "TorchLayer"]
    set_by_constructors = vars(thing).keys() - vars(torch.nn.Module()).keys() - set(dir(above))
    names = set_by_constructors.union(*map(vars, own))
    return sorted(name for name in names if not name.startswith("_"))


def _line(package: Any, name: str) -> str:
    thing = getattr(package, name, None)
    own = getattr(thing, "__name__", name)
    if own != name and getattr(package, own, None) is thing:
        return f"{name} = {own}"
    if not callable(thing):
        return f"{name}:"
    parameters = [p.replace(annotation=p.empty) for p in inspect.signature(thing).parameters.values()]
    is_method = isinstance(thing, types.FunctionType) and bool(parameters) and parameters[0].name == "self"
    signature = inspect.Signature(parameters[1:] if is_method else parameters)
    return f"{name}{re.sub(r' at 0x[0-9a-f]+', '', str(signature))}"


@functools.cache
def reference() -> dict[str, list[Entry]]:
    """The names of each group, from docs/keras_names.txt."""
    found: dict[str, list[Entry]] = {}
    for line in NAMES.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            entries = found.setdefault(line.removeprefix("## keras").lstrip("."), [])
        elif match := re.fullmatch(r"(\w+)(\(.*\)| = \w+|:)", line):
            name, rest = match.groups()
            told = {"signature": rest} if rest[0] == "(" else {"same_as": rest[3:] or None}
            entries.append(Entry(name, **told))
    return found


def ours(group: str, name: str) -> Any:
    """The object of that name in ``nervure.keras``, or None."""
    if group in OBJECTS:
        thing = _objects(importlib.import_module("nervure.keras"))[group]
        return getattr(type(thing), name, None) or (_ATTRIBUTE if name in dir(thing) else None)
    path = ["nervure", "keras", *filter(None, group.split(".")), name]
    thing = importlib.import_module("nervure.keras")
    for number, part in enumerate(path[2:], 3):
        thing = getattr(thing, part, None) or _module(".".join(path[:number]))
    return thing


def _module(path: str) -> Any:
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        return None


def keras_arguments(signature: str) -> tuple[dict[str, str], bool]:
    """The arguments of a signature with their defaults as text, and whether it takes more keywords."""
    plain = re.sub(r"<([^<>]*)>", lambda match: repr(match[1]), signature)  # a class as a default
    arguments = ast.parse(f"def f{plain}: ...").body[0].args  # type: ignore[attr-defined]
    positional = [*arguments.posonlyargs, *arguments.args]
    required = [None] * (len(positional) - len(arguments.defaults))
    pairs = [*zip(positional, [*required, *arguments.defaults], strict=True)]
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    defaults = {p.arg: REQUIRED if value is None else ast.unparse(value) for p, value in pairs}
    return defaults, arguments.kwarg is not None


def our_arguments(thing: Any) -> dict[str, str]:
    """The same for a class, function or method of nervure."""
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = [p for p in inspect.signature(thing).parameters.values() if p.kind not in kinds]
    if isinstance(thing, types.FunctionType) and parameters and parameters[0].name == "self":
        parameters = parameters[1:]
    return {p.name: REQUIRED if p.default is p.empty else ast.unparse(ast.Constant(p.default)) for p in parameters}


def fixed_arguments(thing: Any) -> list[str]:
    """The arguments that are fixed at Keras' default, by their kind or by a check in the source."""
    if not inspect.isclass(thing):
        return []
    classes = [kind for kind in thing.__mro__ if kind.__module__.startswith("nervure.layers.")]
    source = "".join(inspect.getsource(kind) for kind in classes if kind.__name__ != "Layer")
    found = ["data_format"] if _ONE_LAYOUT.search(source) else []
    return list(dict.fromkeys([*found, *_FIXED.findall(source)]))


def row(group: str, entry: Entry) -> Row:
    """The row for one name of Keras."""
    if entry.same_as and ours(group, entry.name) is not None:
        (original,) = [each for each in reference()[group] if each.name == entry.same_as]
        return Row(entry.name, row(group, original).verdict, (f"the same as `{entry.same_as}`",))
    key = f"{group}.{entry.name}".lstrip(".")
    thing = ours(group, reasons.RENAMED.get(key, entry.name))
    if thing is None:
        reason = _left_out(group, entry.name)
        return Row(entry.name, LEFT_OUT if reason else None, (reason,) if reason else (), () if reason else (key,))
    remarks: list[str] = []
    unknown: list[str] = []
    differences = list(_differences(key, entry, thing)) if entry.signature and callable(thing) else []
    if group in OBJECTS and callable(thing) != (entry.signature is not None):
        unknown.append(f"{key}: {'a method' if callable(thing) else 'no method'} here")
    for about, reason in differences:
        if reason is None:
            unknown.append(f"{key}: {about}")
        else:
            remarks.append(f"{about}: {reason}" if reason else about)
    if key in reasons.RENAMED:
        remarks.append(f"called `{reasons.RENAMED[key]}` here")
    remarks += [reasons.DIFFERS[key]] if key in reasons.DIFFERS else []
    parts_ways = any(reason for _, reason in differences) or key in reasons.DIFFERS or key in reasons.RENAMED
    return Row(entry.name, DIFFERS if parts_ways else HAS, tuple(remarks), tuple(unknown))


def _left_out(group: str, name: str) -> str | None:
    for listed, names, reason in reasons.LEFT_OUT:
        if listed == group and name in names.split():
            return reason
    return None


def _differences(key: str, entry: Entry, thing: Any) -> Iterator[tuple[str, str | None]]:
    """What differs in the arguments, and why: an empty reason if nervure only takes more, None if none is known."""
    assert entry.signature is not None
    theirs, takes_more = keras_arguments(entry.signature)
    mine = our_arguments(thing)

    def why(argument: str) -> str | None:
        return reasons.ARGUMENTS.get(f"{key}.{argument}", reasons.ARGUMENTS.get(argument))

    of_layers = OF_EVERY_LAYER if inspect.isclass(thing) and thing.__module__.startswith("nervure.layers.") else ()
    missing = [name for name in theirs if name not in mine and name not in of_layers]
    for reason in dict.fromkeys(map(why, missing)):
        yield "without " + _listed([name for name in missing if why(name) == reason]), reason
    for name in fixed_arguments(thing):
        yield f"`{name}`", why(name)
    for name, default in theirs.items():
        if name in mine and _value(mine[name]) != _value(default):
            yield f"`{name}`: `{mine[name]}` by default, in Keras {default}", why(name)
    extra = [name for name in mine if name not in theirs and not (takes_more and name in OF_EVERY_LAYER)]
    if extra:
        yield f"also takes {_listed(extra)}", ""
    shared = [name for name in theirs if name in mine]
    if shared != [name for name in mine if name in theirs]:
        yield "arguments in another order", why("order")


def _value(default: str) -> Any:
    """A default as a value, so that 0 equals 0.0; as text if it is not a literal."""
    try:
        return ast.literal_eval(default)
    except ValueError:
        return default


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


@functools.cache
def rows() -> dict[str, list[Row]]:
    """All rows, group by group."""
    known = reference()
    return {group: [row(group, entry) for entry in known[group]] for group in GROUPS}


def open_questions() -> list[str]:
    """Names without a verdict, differences without a reason."""
    return [question for group in rows().values() for each in group for question in each.open]


def page() -> str:
    """The whole page."""
    version = NAMES.read_text(encoding="utf-8").split(",")[0].removeprefix("# ")
    parts = [reasons.PREFACE.format(version=version), _counts()]
    for group, title in GROUPS.items():
        parts += [f"## {title}", f"`keras.{group}`".replace(".`", "`") + reasons.GROUPS.get(group, ""), _table(group)]
    return "\n\n".join(parts) + "\n"


def _counts() -> str:
    lines = ["| | names | has | differs | left out |", "|---|---|---|---|---|"]
    for group, title in GROUPS.items():
        verdicts = [each.verdict for each in rows()[group]]
        counts = [len(verdicts), *(verdicts.count(verdict) for verdict in (HAS, DIFFERS, LEFT_OUT))]
        anchor = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        lines.append(f"| [{title}](#{anchor}) | {' | '.join(map(str, counts))} |")
    return "\n".join(lines)


def _table(group: str) -> str:
    lines = ["| Keras | here | |", "|---|---|---|"]
    for each in rows()[group]:
        # Only names that exist here are in code type.
        name = each.name if each.verdict in (LEFT_OUT, None) else f"`{each.name}`"
        lines.append(f"| {name} | {each.verdict or '?'} | {'; '.join(each.remarks)} |".replace("  |", " |"))
    return "\n".join(lines)


def main() -> None:
    """Writes the page; reports names without a reason."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read-keras", action="store_true")
    if parser.parse_args().read_keras:
        NAMES.write_text(read_keras(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    if open_questions():
        raise SystemExit("no reason in docs/parity_reasons.py:\n" + "\n".join(open_questions()))


if __name__ == "__main__":
    main()
