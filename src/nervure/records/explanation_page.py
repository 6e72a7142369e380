"""The contents of an explanation page: the steps of one walk, and the numbers that the page cannot compute itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nervure.records.expression import Expression
from nervure.records.meeting import Meeting
from nervure.records.place import Place
from nervure.records.reference import ReferenceKind

Shape = tuple[int, ...]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageTensor:
    """Numbers as bytes.

    Args:
        kind: little-endian float32, int32, or bits, with the first bit the highest of its byte.
        count: the number of numbers.
        data: the bytes.
    """

    kind: Literal["f32", "i32", "bits"]
    count: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PageName:
    """The identity of an array of the walk: the page looks it up by name, and never parses the name.

    Args:
        name: its name in texts; no other array has it.
        kind: the kind of the array.
        box: the name of its box; empty for a parameter that no step uses.
        part: its name in that box; nothing else there has that name.
        letter: its letter in formulas.
        of: the name of the array it belongs to: the parameter of an optimizer slot, the output of the step that
            computed an intermediate number.
        role: its role there: "momentum", "mean".
    """

    name: str
    kind: ReferenceKind
    box: str
    part: str
    letter: str
    of: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class PageValue:
    """The output of a step, an input, or an intermediate number of an update.

    Args:
        name: ``conv2d/z``.
        shape: with the samples first.
        range: the smallest and the largest number.
        gradient_range: the same for its gradient; None if it has none.
        data: its numbers; None if the page computes them.
        gradient: its gradient; None if the page computes it, or there is none.
        has_gradient: whether the loss has a derivative with respect to it.
    """

    name: str
    shape: Shape
    range: Range
    gradient_range: Range | None = None
    data: PageTensor | None = None
    gradient: PageTensor | None = None
    has_gradient: bool = False


@dataclass(frozen=True, slots=True)
class PageParameter:
    """Weights, or the state of a layer.

    Args:
        name: ``conv2d/kernel``.
        shape: in Keras' layout.
        range: the smallest and the largest number.
        data: its numbers; None if they would not fit.
        trainable: whether the optimizer moves it.
        moves: whether a training step moves it without a gradient, as for a moving statistic.
        gradient_range: the same for its gradient; None if it has none.
        gradient: its gradient; None if the page computes it, or there is none.
        updated: its value after the update; None if the page computes it, or there is none.
        penalty: the strength of its pull toward 0, "unknown" for a custom rule, None for no penalty.
        slots: its optimizer slots, by name: "zero" before the first step, None if it did not fit.
    """

    name: str
    shape: Shape
    range: Range
    data: PageTensor | None
    trainable: bool
    moves: bool = False
    gradient_range: Range | None = None
    gradient: PageTensor | None = None
    updated: PageTensor | None = None
    penalty: Mapping[str, float] | Literal["unknown"] | None = None
    slots: Mapping[str, PageTensor | Literal["zero"] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageStep:
    """One step.

    Args:
        op: the name of the op.
        inputs: the names of its inputs.
        outputs: the names of its outputs.
        parameters: the names of the parameters it used.
        roles: the role of each parameter in the rule of the op: "kernel".
        letters: the letters of its inputs in formulas.
        options: its constants.
        source: where the engine code is.
        has_rule: whether the page has a rule for it.
        fused: whether a loss computes its derivative together with its own.
        not_differentiable: the positions of inputs without a gradient.
        mask: which numbers dropout kept; None if it kept all.
        mask_shape: the shape of the mask.
        meeting: which places meet, for an op with moving windows.
    """

    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: tuple[str, ...]
    roles: tuple[str, ...]
    letters: tuple[str, ...]
    options: Mapping[str, Any]
    source: str
    has_rule: bool
    fused: bool = False
    not_differentiable: tuple[int, ...] = ()
    mask: PageTensor | None = None
    mask_shape: Shape | None = None
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class PageLoss:
    """The loss at one output.

    Args:
        name: the name of its values, one per sample.
        target: the name of the targets of the outputs.
        op: the name of the pair of functions.
        options: its constants.
        source: where the engine code is.
        reads: the name of its input.
        predictions: the name of the output itself.
        fused: whether it reads the input of the last activation.
        shape: the shape of its values, one per sample.
        values: the loss of each sample.
        shares: the derivative of the whole loss with respect to each of them.
        targets: the targets of the outputs.
        target_shape: the shape of the targets.
    """

    name: str
    target: str
    op: str
    options: Mapping[str, Any]
    source: str
    reads: str
    predictions: str
    fused: bool
    shape: Shape
    values: PageTensor
    shares: PageTensor
    targets: PageTensor
    target_shape: Shape


@dataclass(frozen=True, slots=True)
class PageOptimizer:
    """The optimizer that moves the weights.

    Args:
        kind: its class name.
        source: where the engine code is.
        settings: rates and counters of this update, under Keras' names; ``t`` counts from 1.
        plain: whether it only applies its own rule: no clipping, no decay, no accumulation.
    """

    kind: str
    source: str
    settings: Mapping[str, Any]
    plain: bool


@dataclass(frozen=True, slots=True)
class PageBox:
    """A layer in the diagram.

    Args:
        layer: its path in the network; no other box has it.
        role: an input, a layer, or the loss.
        kind: the names of its ops.
        shape: the shape of its output.
        value: the name of its output; None for the loss.
    """

    layer: str
    role: Literal["input", "layer", "loss"]
    kind: str
    shape: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ExplanationPage:
    """One walk through a network, for a page that explains every number in it.

    Args:
        model: the name of the network.
        training: whether the steps ran in training mode.
        samples: the number of samples.
        inputs: the names of the network's inputs.
        outputs: the names of the network's outputs.
        boxes: the boxes of the diagram, each after those it reads.
        edges: (from, to), as positions in ``boxes``.
        names: the identity of every array.
        values: all inputs and outputs of steps.
        parameters: all parameters.
        steps: in order.
        losses: one per output with a loss; empty for a forward pass.
        loss: the total; None for a forward pass.
        penalty: what is added to the losses.
        optimizer: the optimizer; None for a forward pass.
        labels: the names of the classes; None if they are numbers.
        derivations: of numbers that the page has no rule for.
    """

    model: str
    training: bool
    samples: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    boxes: tuple[PageBox, ...]
    edges: tuple[tuple[int, int], ...]
    names: tuple[PageName, ...]
    values: tuple[PageValue, ...]
    parameters: tuple[PageParameter, ...]
    steps: tuple[PageStep, ...]
    losses: tuple[PageLoss, ...] = ()
    loss: float | None = None
    penalty: float = 0.0
    optimizer: PageOptimizer | None = None
    labels: tuple[str, ...] | None = None
    derivations: Mapping[Place, Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExplanationPages:
    """The walks that a page shows, of the same network over the same batch.

    Args:
        prediction: what ``predict`` computes.
        given: the training step with the given targets; None if there are none.
        chosen: the training step with a class as the target, for classes that the reader can choose.
        num_classes: the number of such classes, including those that are not in the file.
        left_out: what did not fit into the file, as keys of sentences.
    """

    prediction: ExplanationPage
    given: ExplanationPage | None = None
    chosen: Mapping[int, ExplanationPage] = field(default_factory=dict)
    num_classes: int = 0
    left_out: tuple[str, ...] = ()
