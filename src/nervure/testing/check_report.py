"""The result of a check: one result per rule, printed as a table; and the error that lists violated rules."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from nervure.errors import NervureError
from nervure.language import text
from nervure.render.terminal import pad, printable


class LayerCheckError(NervureError, AssertionError):
    """Rules that a layer violates, each with its numbers.

    Attributes:
        report: all rules, including those that hold.
    """

    report: CheckReport


@dataclass(frozen=True)
class RuleResult:
    """The result of one rule.

    Attributes:
        name: the rule; after a slash the parameter, if each has its own result.
        passed: whether it holds.
        measured: the measured number; None if the layer raised an error instead.
        allowed: the maximum of that number.
        sentence: what holds, or what is wrong.
        is_advice: whether a violation is only advice.
    """

    name: str
    passed: bool
    measured: float | None
    allowed: float
    sentence: str
    is_advice: bool = False

    @property
    def numbers(self) -> tuple[str, str]:
        """Measured and allowed, as shown in the table."""
        return _number(self.measured), _number(self.allowed)


@dataclass(frozen=True, repr=False)
class CheckReport:
    """All results of one check. It prints as a table.

    Attributes:
        layer: the name of the layer in errors.
        input: the shape of its input.
        rules: one result per rule, in the order of the checks.
    """

    layer: str
    input: str
    rules: tuple[RuleResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every rule holds, apart from advice."""
        return not self.failed

    @property
    def failed(self) -> tuple[RuleResult, ...]:
        """The violated rules, without advice."""
        return tuple(rule for rule in self.rules if not rule.passed and not rule.is_advice)

    def __getitem__(self, name: str) -> RuleResult:
        """The result called ``name``."""
        return {rule.name: rule for rule in self.rules}[name]

    def __str__(self) -> str:
        count = len([rule for rule in self.rules if not rule.is_advice])
        heading = text(
            "testing.heading", layer=self.layer, input=self.input, held=count - len(self.failed), count=count
        )
        rows = [["", text("testing.column_rule"), text("testing.column_measured"),
                 text("testing.column_allowed"), ""]]  # fmt: skip
        rows += [[_verdict(rule), rule.name, *rule.numbers, printable(rule.sentence)] for rule in self.rules]
        widths = [max(cell_len(row[column]) for row in rows) for column in range(4)]
        return "\n".join([heading, *("  ".join(_padded(row, widths)).rstrip() for row in rows)])

    def __repr__(self) -> str:
        return str(self)

    def error(self, remedies: dict[str, str]) -> LayerCheckError:
        """The error that lists every violated rule.

        Args:
            remedies: what to do, by the name of the rule.
        """
        numbers = "; ".join(
            text("testing.numbers", rule=rule.name, measured=rule.numbers[0], allowed=rule.numbers[1])
            for rule in self.failed
        )
        first = self.failed[0]
        error = LayerCheckError.of(
            "testing.failed", where=self.layer, failed=len(self.failed), names=numbers, rule=first.name,
            count=len([rule for rule in self.rules if not rule.is_advice]),
            sentence=first.sentence, remedy=remedies[first.name.partition("/")[0]],
        )  # fmt: skip
        error.report = self
        return error


def _verdict(rule: RuleResult) -> str:
    if rule.passed:
        return text("testing.holds")
    return text("testing.advice") if rule.is_advice else text("testing.fails")


def _padded(row: list[str], widths: list[int]) -> list[str]:
    """Words left-aligned, numbers right-aligned."""
    words = [pad(cell, width) for cell, width in zip(row[:2], widths[:2], strict=True)]
    numbers = [" " * (width - cell_len(cell)) + cell for cell, width in zip(row[2:4], widths[2:], strict=True)]
    return [*words, *numbers, *row[4:]]


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.1e}"
