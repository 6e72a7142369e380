"""What an array of a step is: an input, a step's output, a weight, a loss. Its kind identifies it, not its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

ReferenceKind = Literal[
    "input", "output", "parameter", "slot", "update", "penalty", "kept", "target", "sample_weight", "sample_loss",
    "loss",
]  # fmt: skip

# Suffixes that distinguish arrays with the same natural name, in words that can be typed.
_WORDS: dict[ReferenceKind, str] = {
    "input": "input", "output": "step", "parameter": "weight", "slot": "optimizer", "update": "update",
    "penalty": "penalty", "kept": "on the way", "target": "target", "sample_weight": "sample weight",
    "sample_loss": "loss of a sample", "loss": "whole loss",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """One array of a step. Two are equal if kind, number and part are, whatever their names.

    Attributes:
        kind: an "input" of the network; the "output" of a step; a "parameter"; a "slot" of the optimizer for a
            parameter; an "update": an intermediate number of the optimizer; a "penalty" on a parameter, and its
            intermediate numbers; "kept": an intermediate number of a step; a "target", a "sample_weight" or a
            "sample_loss" of an output; the whole "loss".
        number: the number of the plan's slot, the parameter, or the output.
        part: which part of these: "momentum", "mean"; empty if there is only one.
        natural: its name if nothing else had the same one: ``dense/z``.
        name: its name in texts: the natural name, or a longer one if several share it.

    Examples:
        >>> Reference("slot", 0, "momentum", "dense/kernel/momentum", "a") == Reference("slot", 0, "momentum")
        True
    """

    kind: ReferenceKind
    number: int = 0
    part: str = ""
    natural: str = field(default="", compare=False)
    name: str = field(default="", compare=False)

    def __str__(self) -> str:
        """The name in its text form."""
        return self.name


def named_apart(references: Iterable[Reference]) -> list[Reference]:
    """``references`` with names: the natural one, followed by a suffix if several share it.

    Examples:
        >>> z, x = Reference("output", 1, "", "d/z"), Reference("input", 2, "", "x")
        >>> [reference.name for reference in named_apart([z, Reference("input", 0, "", "d/z"), x])]
        ['d/z (step)', 'd/z (input)', 'x']
        >>> [reference.name for reference in named_apart([x, replace(x, number=3)])]
        ['x (input 1)', 'x (input 2)']
    """
    every = list(references)
    shared = Counter(reference.natural for reference in every)
    taken = {natural for natural, count in shared.items() if count == 1}
    alike = Counter((reference.natural, reference.kind) for reference in every)
    named = []
    for reference in every:
        name = reference.natural
        if shared[name] > 1:
            is_alone = alike[name, reference.kind] == 1
            name = _free(name, _WORDS[reference.kind], taken, 0 if is_alone else 1)
            taken.add(name)
        named.append(replace(reference, name=name))
    return named


def _free(natural: str, word: str, taken: set[str], number: int) -> str:
    """``natural (word)`` or, if that is taken or ``number`` is not 0, ``natural (word 1)`` and so on."""
    name = f"{natural} ({word} {number})" if number else f"{natural} ({word})"
    return name if name not in taken else _free(natural, word, taken, number + 1)
