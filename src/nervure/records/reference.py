"""What an array of a training step is: an input, what a step gives, a weight, a loss. Known by kind, not by a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

ReferenceKind = Literal[
    "input", "output", "parameter", "slot", "update", "penalty", "kept", "target", "sample_weight", "sample_loss",
    "loss",
]  # fmt: skip

# What tells two apart that would have the same name, in words that can be typed.
_WORDS: dict[ReferenceKind, str] = {
    "input": "input", "output": "step", "parameter": "weight", "slot": "optimizer", "update": "update",
    "penalty": "penalty", "kept": "on the way", "target": "target", "sample_weight": "sample weight",
    "sample_loss": "loss of a sample", "loss": "whole loss",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """One array of a step. Two are the same where kind, number and part are, whatever they are called.

    Attributes:
        kind: an "input" of the network; the "output" of a step; a "parameter"; a "slot": what the optimizer keeps of a
            parameter; an "update": what it works out on its way; a "penalty" on a parameter, and what is worked out for
            it; what a step "kept" on its way; a "target", a "sample_weight" or a "sample_loss" of an output; the whole
            "loss".
        number: which one: of the slot of the plan, of the parameter, of the output.
        part: what it is of these: "momentum", "mean"; empty where there is only one.
        natural: what it would be called if nothing else were called so: ``dense/z``.
        name: what texts call it: the natural name, or one that says more where several share it.

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
        """The name as text shows it."""
        return self.name


def named_apart(references: Iterable[Reference]) -> list[Reference]:
    """``references`` with names: each its natural one, and what it is behind that where several share it.

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
    """``natural (word)`` or, where that is taken or ``number`` is not 0, ``natural (word 1)`` and so on."""
    name = f"{natural} ({word} {number})" if number else f"{natural} ({word})"
    return name if name not in taken else _free(natural, word, taken, number + 1)
