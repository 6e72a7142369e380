"""The plan as inference walks it: another reading of the same steps.

Steps that do nothing without training vanish. What then follows in a line and is known to the native chains becomes one
step; everything else is fused as for training and walked step by step. Which steps a chain takes depends on the sizes
of a sample, so it is made when a first one comes.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.graph.fusion import fuse
from nervure.graph.links import Draft, drafts_of, is_known, joined
from nervure.graph.plan import Plan
from nervure.kernels.inference import Chain, has_chains
from nervure.kernels.writes import write_counts
from nervure.layers.step import Step
from nervure.ops.activation import LINEAR
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.dropout import DROPOUT
from nervure.ops.noise import ALPHA_DROPOUT, GAUSSIAN_DROPOUT, GAUSSIAN_NOISE
from nervure.ops.op import Context, Op

IDLE_AT_INFERENCE = (LINEAR, DROPOUT, GAUSSIAN_NOISE, GAUSSIAN_DROPOUT, ALPHA_DROPOUT)
_PRODUCTS = (CONVOLUTION, DENSE)
_MOST_SHAPES = 8  # of samples, whose chains a line keeps
_INFERENCE = Context()


def for_inference(plan: Plan, device: torch.device) -> Plan:
    """``plan`` for walks with ``training=False``: the same outputs up to their rounding, and no way back.

    Args:
        plan: unfused.
        device: where it is walked.
    """
    plan = _without_idle_steps(plan)
    if plan.dtype == torch.float32 and device.type == "cpu" and has_chains():
        plan = _with_lines(plan)
    return fuse(plan)


def without_penalties(plan: Plan) -> Plan:
    """``plan`` for whoever wants its outputs alone."""
    steps = tuple(step for step in plan.steps if step.outputs[0] not in plan.penalties)
    return dataclasses.replace(plan, steps=steps, penalties=())


def _without_idle_steps(plan: Plan) -> Plan:
    """Who reads a step that only hands on then reads what that step reads."""
    origin: dict[int, int] = {}
    steps = []
    for step in plan.steps:
        inputs = tuple(origin.get(slot, slot) for slot in step.inputs)
        if step.op in IDLE_AT_INFERENCE and not step.is_final:
            origin[step.outputs[0]] = inputs[0]
        else:
            steps.append(dataclasses.replace(step, inputs=inputs))
    outputs = tuple(origin.get(slot, slot) for slot in plan.outputs)
    return dataclasses.replace(plan, steps=tuple(steps), outputs=outputs)


def _with_lines(plan: Plan) -> Plan:
    steps: list[Step] = []
    for line in _lines(plan):
        has_products = is_known(line[0]) and any(step.op in _PRODUCTS for step in line)
        steps += [_as_step(line)] if has_products else line
    return dataclasses.replace(plan, steps=tuple(steps))


def _lines(plan: Plan) -> Iterator[list[Step]]:
    """The steps in order; known ones together, where each reads the one before it alone and nobody else does."""
    line: list[Step] = []
    for step in plan.steps:
        if line and not (is_known(step) and is_known(line[-1]) and _only_reads(plan, step, line[-1])):
            yield line
            line = []
        line.append(step)
    if line:
        yield line


def _only_reads(plan: Plan, step: Step, before: Step) -> bool:
    (slot,) = before.outputs
    is_kept = slot in (*plan.outputs, *plan.output_masks, *plan.penalties)
    return step.inputs == (slot,) and len(plan.readers(slot)) == 1 and not is_kept


def _as_step(line: Sequence[Step]) -> Step:
    last = line[-1]
    return Step(last.name, last.layer, Op("line", Line(line).forward, _no_way_back), line[0].inputs, last.outputs)


def _no_way_back(*_: Any) -> tuple[Tensor | None, ...]:
    raise NotImplementedError("a plan for inference has no backward pass")


class Run(NamedTuple):
    """A stretch of a line, for samples of one shape.

    Attributes:
        steps: in order.
        drafts: what a chain computes them with; None where chains do not know the form of a step.
        shape: of a sample behind them.
    """

    steps: tuple[Step, ...]
    drafts: tuple[Draft, ...] | None
    shape: tuple[int, ...]


class _Made(NamedTuple):
    """What a line made for samples of one shape.

    Attributes:
        runs: its stretches.
        parts: what computes them, with the weights as they were.
        writes: to the parameters, by then.
    """

    runs: tuple[Run, ...]
    parts: tuple[Callable[[Tensor], Tensor], ...]
    writes: tuple[int, ...] | None


class Line:
    """Known steps in a row: as few native calls as the sizes of a sample allow.

    Several threads may walk it at once: what was made is never changed, only made anew.

    Args:
        steps: each reads what the one before it wrote.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._parameters = tuple(dict.fromkeys(parameter for step in steps for parameter in step.parameters))
        self._made: dict[tuple[int, ...], _Made] = {}

    def __getstate__(self) -> dict[str, Any]:
        # Chains are not copied and not pickled, they are made anew.
        return {**vars(self), "_made": {}}

    def forward(self, x: Tensor) -> tuple[Tensor, None]:
        """What the last step writes, and no cache."""
        writes = write_counts([parameter.array for parameter in self._parameters])
        made = self._made.get(x.shape[1:])
        if made is None or writes is None or made.writes != writes:
            made = self._make(x, writes)
        for part in made.parts:
            x = part(x)
        return x, None

    def _make(self, x: Tensor, writes: tuple[int, ...] | None) -> _Made:
        known = self._made.get(x.shape[1:])
        runs = runs_of(self._steps, x) if known is None else known.runs
        made = _Made(runs, tuple(_part(run) for run in runs), writes)
        others = [item for item in self._made.items() if item[0] != x.shape[1:]]
        self._made = {**dict(others[1 - _MOST_SHAPES :]), x.shape[1:]: made}
        return made


def runs_of(steps: Sequence[Step], x: Tensor) -> tuple[Run, ...]:
    """The stretches of a line that chains can compute, and those between them.

    Args:
        steps: of the line.
        x: what the first one reads: the shapes of all values are seen on its first sample.
    """
    runs: list[Run] = []
    x = x[:1]
    for step in steps:
        (y,), _ = step.forward((x,), _INFERENCE)
        before, after = tuple(x.shape[1:]), tuple(y.shape[1:])
        alone = Run((step,), drafts_of(step, before, after), after)
        longer = _joined(runs[-1], alone) if runs else None
        runs = [*runs, alone] if longer is None else [*runs[:-1], longer]
        x = y
    return tuple(runs)


def _joined(run: Run, follower: Run) -> Run | None:
    """Both as one; None where only one of them is for a chain, or a chain cannot take both."""
    drafts = None
    if run.drafts is None:
        # What follows a product is fused with it, so a walk goes on to the next one.
        is_apart = any(draft.parameters for draft in follower.drafts or ())
    else:
        drafts = None if follower.drafts is None else joined(run.drafts, follower.drafts)
        is_apart = drafts is None
    return None if is_apart else Run((*run.steps, *follower.steps), drafts, follower.shape)


def _part(run: Run) -> Callable[[Tensor], Tensor]:
    if run.drafts and has_chains():
        chain = Chain([draft.link for draft in run.drafts], [draft.weights() for draft in run.drafts])
        return functools.partial(chain.run, shape=run.shape)
    first, *others = run.steps
    plan = Plan((dataclasses.replace(first, inputs=(0,)), *others), 1, run.steps[-1].outputs)
    return functools.partial(_walked, fuse(plan))


def _walked(plan: Plan, x: Tensor) -> Tensor:
    return plan.forward((x,), _INFERENCE).outputs[0]
