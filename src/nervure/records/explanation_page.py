"""What the page of an explanation carries: the steps of one walk, and the numbers that it cannot work out by itself."""

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
        kind: little-endian float32, int32, or bits, the first one the highest of its byte.
        count: how many numbers.
        data: the bytes.
    """

    kind: Literal["f32", "i32", "bits"]
    count: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PageName:
    """What an array of the walk is: the page looks it up by its name, and never reads the name itself.

    Args:
        name: what texts call it; no other array has it.
        kind: what it is.
        box: the name of the box that it lies in; empty for a parameter that no step uses.
        part: what it is called in that box; nothing else there has that name.
        letter: what formulas call it.
        of: the name of the array that it belongs to: the parameter of what an optimizer keeps, what the step wrote of
            what it worked out on its way.
        role: what it is there: "momentum", "mean".
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
    """What a step wrote, an input, or what an update works out on its way.

    Args:
        name: ``conv2d/z``.
        shape: the samples first.
        range: the smallest and the largest number.
        gradient_range: of its gradient; None where it has none.
        data: its numbers; None where the page works them out.
        gradient: its gradient; None where the page works it out, or there is none.
        has_gradient: whether the loss has a derivative by it.
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
    """Weights, or what a layer keeps.

    Args:
        name: ``conv2d/kernel``.
        shape: as Keras has it.
        range: the smallest and the largest number.
        data: its numbers; None where they would not fit.
        trainable: whether the optimizer moves it.
        moves: whether a training step moves it without a gradient: a moving statistic.
        gradient_range: of its gradient; None where it has none.
        gradient: its gradient; None where the page works it out, or there is none.
        updated: after the update; None where the page works it out, or there is none.
        penalty: how much it is pulled towards 0, "unknown" for a rule of one's own, None for nothing.
        slots: what the optimizer keeps of it, by name: "zero" before the first step, None where it did not fit.
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
        inputs: the names of what it read.
        outputs: of what it wrote.
        parameters: of the parameters it used.
        roles: what each of these is to the rule of the op: "kernel".
        letters: what formulas call what it read.
        options: its constants.
        source: where the engine computes it.
        has_rule: whether the page has a rule for it.
        fused: whether a loss takes its derivative together with its own.
        not_differentiable: the positions of inputs without a gradient.
        mask: which numbers dropout kept; None where all are.
        mask_shape: of the mask.
        meeting: which places meet, of an op whose windows move.
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
        name: of its values, one a sample.
        target: of what the outputs are compared with.
        op: the name of the pair.
        options: its constants.
        source: where the engine computes it.
        reads: the name of what it reads.
        predictions: the name of the output itself.
        fused: whether it reads what goes into the last activation.
        shape: of its values, one a sample.
        values: the loss of each.
        shares: how much the whole loss grows with each of them.
        targets: what the outputs are compared with.
        target_shape: of the targets.
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
    """What moves the weights.

    Args:
        kind: the name of its class.
        source: where the engine computes it.
        settings: rates and counters of this update, by Keras' names; ``t`` counts from 1.
        plain: whether it does nothing but its own rule: no clipping, no decay, no accumulation.
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
        role: whether it is an input, a layer, or the loss.
        kind: the names of its ops.
        shape: of what it gives.
        value: the name of what it gives; None for the loss.
    """

    layer: str
    role: Literal["input", "layer", "loss"]
    kind: str
    shape: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ExplanationPage:
    """One walk through a network, for a page that explains every number of it.

    Args:
        model: the name of the network.
        training: whether the steps ran as in training.
        samples: how many samples.
        inputs: the names of what went in.
        outputs: the names of what came out.
        boxes: of the diagram, each behind those it reads.
        edges: (from, to), by place in ``boxes``.
        names: what every array is.
        values: everything that steps read and wrote.
        parameters: all parameters.
        steps: in order.
        losses: one an output with a loss; none for a forward pass.
        loss: all of them together; None for a forward pass.
        penalty: what is added to the losses.
        optimizer: what moves the weights; None for a forward pass.
        labels: the names of the classes; None where they are numbers.
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
    """The walks that one page shows, of the same network over the same batch.

    Args:
        prediction: what ``predict`` computes.
        given: the training step with the targets that were given; None where none were.
        chosen: the training step with a class as the target, for classes that a reader may choose.
        num_classes: how many there are, those among them that are not in the file.
        left_out: what would not fit into the file, by the keys of sentences.
    """

    prediction: ExplanationPage
    given: ExplanationPage | None = None
    chosen: Mapping[int, ExplanationPage] = field(default_factory=dict)
    num_classes: int = 0
    left_out: tuple[str, ...] = ()
