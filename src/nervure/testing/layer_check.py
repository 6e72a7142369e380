"""check_layer: checks every rule that a layer must follow, on copies of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch

from nervure.arguments import Flag, SomeWords, Whole, checked
from nervure.errors import ArgumentError, NervureError
from nervure.language import text
from nervure.layers.layer import Layer
from nervure.registry import look_up
from nervure.shapes import shape_text
from nervure.testing.check_report import CheckReport, RuleResult
from nervure.testing.given import batch_of
from nervure.testing.rules.rule import Finding, Rule
from nervure.testing.rules.table import RULES
from nervure.testing.specimen import Specimen


@checked
def check_layer(
    layer: Layer,
    input_shape: Any = None,
    *,
    inputs: Any = None,
    weights: Sequence[Any] | None = None,
    skip: SomeWords = (),
    seed: Whole = 0,
    raise_error: Flag = True,
) -> CheckReport:
    r"""Checks whether a custom layer follows the rules that every layer of nervure follows.

    Above all: is ``backward`` the derivative of ``forward``? Elements of inputs and parameters are changed slightly, in
    float64, and the change in the output is compared with the gradient.

    .. math:: \frac{\partial L}{\partial x_i} \approx \frac{L(x_i + h) - L(x_i - h)}{2 h}, \qquad L = \sum dy \cdot y

    The other rules are about shapes, types, side effects and state, independence of samples, and rebuilding from a
    configuration; the report has one line per rule. Copies are checked: the layer itself is not changed or built.

    Args:
        layer: the layer.
        input_shape: the shape of one sample, ``(28, 28, 1)``, or a list of shapes for a layer with several inputs; None
            for one that is built, or was created with ``input_shape=``.
        inputs: a batch of at least two samples (a list of arrays for several inputs) instead of random numbers at a
            distance of 0.2 to 1 from 0. Pass one if the layer has kinks elsewhere: at a kink the derivative does not
            exist.
        weights: arrays as in ``set_weights``, instead of slightly changed initial values.
        skip: names of rules that the layer breaks on purpose: ``("batch_independence",)``.
        seed: the seed of the random numbers.
        raise_error: whether violated rules raise an error; otherwise they are only in the report.

    Returns:
        One result per rule, with the measured and the allowed number; it prints as a table.

    Raises:
        LayerCheckError: rules are violated (it is also an AssertionError); each is listed with its numbers, and the
            attribute ``report`` has all results.
        ArgumentError: ``layer`` is not a layer, or the inputs, weights or shapes are invalid.
        UnknownNameError: ``skip`` contains an unknown rule.
        ShapeError: the layer does not accept inputs of this shape.

    Examples:
        >>> from nervure.layers import Dense, Layer
        >>> check_layer(Dense(3, activation="tanh"), input_shape=(4,)).passed
        True
        >>> class Square(Layer):
        ...     def compute_output_shape(self, input_shape):
        ...         return input_shape
        ...     def forward(self, x, context):
        ...         return x * x, x
        ...     def backward(self, dy, x):
        ...         return dy * x, {}  # the 2 is missing
        >>> report = check_layer(Square(), input_shape=(3,), raise_error=False)
        >>> [rule.name for rule in report.failed]
        ['input_gradient']
        >>> report["input_gradient"].sentence
        'In training every number is 0.5 times the slope: at (2, 0) it is 2.218, and finite differences find 4.436.'
    """
    if not isinstance(layer, Layer):
        raise ArgumentError.of("testing.not_a_layer", where="check_layer", got=repr(layer))
    rules = {rule.name: rule for rule in RULES}
    for name in skip:
        look_up(name, rules, where="check_layer skip")
    batch = batch_of(layer, input_shape, inputs, seed)
    shapes = tuple((None, *x.shape[1:]) for x in batch.tensors)
    with torch.no_grad():
        try:
            specimen = Specimen.of(layer, batch, weights, seed)
        except NervureError:
            raise
        except Exception as problem:  # from build, before there is anything to check
            results = [_crashed(RULES[0], problem)]
        else:
            results = list(_examined([rule for rule in RULES if rule.name not in skip], specimen))
    report = CheckReport(layer.where, shape_text(shapes[0] if batch.alone else shapes), tuple(results))
    if raise_error and not report.passed:
        raise report.error({rule.name: text(rule.remedy) for rule in RULES})
    return report


def _examined(rules: Sequence[Rule], specimen: Specimen) -> Iterator[RuleResult]:
    for rule in rules:
        try:
            findings = list(rule.examine(specimen))
        except Exception as problem:  # any error of the layer violates a rule
            results = [_crashed(rule, problem)]
        else:
            results = [_result(rule, finding) for finding in findings]
        yield from results
        if rule.stops and not all(result.passed for result in results):
            return


def _result(rule: Rule, finding: Finding) -> RuleResult:
    passed = finding.measured is not None and finding.measured <= finding.allowed
    name = f"{rule.name}/{finding.subject}" if finding.subject else rule.name
    sentence = text(rule.statement) if passed else _with_consequence(rule, finding.sentence)
    return RuleResult(name, passed, finding.measured, finding.allowed, sentence, rule.is_advice)


def _crashed(rule: Rule, problem: Exception) -> RuleResult:
    line = (str(problem).strip() or type(problem).__name__).splitlines()[0]
    sentence = _with_consequence(rule, text("testing.raised", kind=type(problem).__name__, problem=line))
    return RuleResult(rule.name, False, None, 0, sentence, rule.is_advice)


def _with_consequence(rule: Rule, sentence: str) -> str:
    return f"{sentence} {text('testing.stops')}" if rule.stops else sentence
