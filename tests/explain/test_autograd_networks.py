"""What explanations print of drawn networks, beside the same networks in plain torch with autograd."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from nervure.errors import NervureError
from tests.explain.autograd_models import Trained
from tests.explain.autograd_networks import Described, described
from tests.explain.autograd_reference import Reference
from tests.explain.printed_judge import Finding, Judge, Place

NETWORKS = 150
FEW = (0, 7, 14, 33, 40, 53)
_ASKED, _WAYS = 12, 3


def settings_of(network: Described, reference: Reference) -> dict[str, dict[str, float]]:
    """The numbers behind the sentences of legends: of the optimizer and the loss, and of each layer."""
    found = {"": reference.settings()}
    if "delta" in network.loss_options:
        found[""]["the error beyond which the loss is linear"] = network.loss_options["delta"]
    for call in network.calls:
        sentences = {
            "a small number that keeps the square root above 0": call.options.get("epsilon"),
            "the fraction of the moving statistics that is kept": call.options.get("momentum"),
            "how far the curve falls below 0": 1.0, "the slope below 0": 0.2,
            "the scale of SELU": 1.0507009873554805, "the depth of SELU": 1.6732632423543772,
        }  # fmt: skip
        found[call.name] = {sentence: value for sentence, value in sentences.items() if value is not None}
        for part in ("kernel", "bias", "activity"):
            if f"{part}_regularizer" in call.options:
                owner = f"{call.name}/{'activity_penalty' if part == 'activity' else part}"
                l1, l2 = call.options[f"{part}_regularizer"]
                found[owner] = {"the factor of the L1 penalty": l1, "the factor of the L2 penalty": l2}
    return found


class Shown:
    """A network, explained, and what judges its texts.

    Args:
        seed: of the network.
    """

    def __init__(self, seed: int) -> None:
        network = described(seed)
        trained = Trained(network, seed)
        self.explanation = trained.explained()
        self._asks = {"value": self.explanation.value_of, "gradient": self.explanation.gradient_of}
        self._asks["updated"] = self.explanation.update_of
        self._random = random.Random(seed)
        reference = Reference(network, trained.start)
        self.judge = Judge(reference, settings_of(network, reference), self.full)

    def full(self, place: Place) -> str:
        """The derivation of a number with all its terms."""
        kind, name, index = place
        return str(self._asks[kind](name, index).text(all_terms=True))

    def texts(self) -> Iterable[str]:
        """What a user may print: everything at once, numbers drawn, in short and in full, and ways to weights."""
        yield str(self.explanation)
        for _ in range(_ASKED):
            name = self._random.choice(self.explanation.names)
            index = self._index(name)
            for kind, ask in self._asks.items():
                try:
                    answer = ask(name, index)
                except NervureError:
                    continue
                yield answer.text()
                yield self.full((kind, name, index))
        weights = [name for kind, name in self.judge.reference.table if kind == "gradient"]
        for name in self._random.sample(weights, min(_WAYS, len(weights))):
            try:
                yield str(self.explanation.why(name, self._index(name)))
            except NervureError:
                continue

    def _index(self, name: str) -> tuple[int, ...]:
        return tuple(self._random.randrange(size) for size in self.explanation.shape_of(name))


def looked_at(seeds: Iterable[int]) -> tuple[list[tuple[int, Finding]], Counter[str]]:
    """What is printed of networks and is not so, and how much was read."""
    findings, counts = list[tuple[int, Finding]](), Counter[str]()
    for seed in seeds:
        shown = Shown(seed)
        for text in shown.texts():
            shown.judge.read(text)
        findings += [(seed, finding) for finding in dict.fromkeys(shown.judge.findings)]
        counts += shown.judge.counts
        counts["confident"] += described(seed).practice > 0
    return findings, counts


def told(findings: list[tuple[int, Finding]]) -> str:
    """The first of them, a line each."""
    return "\n".join(f"network {seed}: {finding}" for seed, finding in findings[:20])


def test_a_few_networks_print_what_autograd_computes() -> None:
    findings, counts = looked_at(FEW)
    assert not findings, told(findings)
    assert counts["operands"] > 2000


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_and_fifty_networks_print_what_autograd_computes() -> None:
    findings, counts = looked_at(range(NETWORKS))
    assert not findings, told(findings)
    assert counts["operands"] > 50_000


def changed_digit(text: str, start: int) -> str:
    """The text with the first digit from ``start`` on replaced by another."""
    found = re.search(r"[1-9]", text[start:])
    assert found is not None
    at = start + found.start()
    return f"{text[:at]}{int(text[at]) % 9 + 1}{text[at + 1 :]}"


PLANTED: dict[str, Callable[[str], str]] = {
    "heading": lambda text: changed_digit(text, text.index(" = ")),
    "operand": lambda text: changed_digit(text, text.index("\n             = ")),
    "index": lambda text: text.replace("x[0,", "x[1,", 1),
    "letter": lambda text: text.replace("·x[", "·w[", 1),
    "legend": lambda text: text.replace("x is input_0", "x is dense_1/kernel", 1),
    "sign": lambda text: text.replace(" + ", " - ", 1),
    "last digit of a result": lambda text: changed_digit(text, text.index("\n  where") - 2),
    "note": lambda text: text.replace("\n\nThe", "\n  (the digits shown give 7.5: they are rounded, so)\n\nThe", 1),
    "share of a way": lambda text: changed_digit(text, text.index("largest of ") + len("largest of 4: 0.")),
    "number of ways": lambda text: changed_digit(text, text.index("largest of ")),
    "row of a way": lambda text: changed_digit(text, text.rindex("dE/d dense_1/z") + 20),
    "warning": lambda text: f"{text}\n  WARNING: do not trust this",
}


def text_to_plant_in() -> tuple[Shown, str]:
    """The gradient of a weight, without the update before it, and the way to it."""
    shown = Shown(0)
    text = str(shown.explanation.why("dense_1/kernel", (0, 0)))
    return shown, text[text.index("\ndE/d dense_1/kernel") + 1 :]


def test_the_text_that_mistakes_are_planted_in_is_right() -> None:
    shown, text = text_to_plant_in()
    shown.judge.read(text)
    assert not shown.judge.findings
    assert shown.judge.counts["operands"] > 5


@pytest.mark.parametrize("kind", PLANTED)
def test_every_planted_mistake_is_found(kind: str) -> None:
    shown, text = text_to_plant_in()
    planted = PLANTED[kind](text)
    assert planted != text
    shown.judge.read(planted)
    assert shown.judge.findings
