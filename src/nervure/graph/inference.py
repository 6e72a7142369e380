"""The plan for inference: another reading of the same steps.

Steps that do nothing at inference are removed. Consecutive steps supported by the native chains become one step;
everything else is fused as for training and walked step by step. Which steps a chain takes depends on the sample sizes,
so it is built when the first sample arrives.
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
_MOST_SHAPES = 8  # the number of sample shapes whose chains a line keeps
_INFERENCE = Context()


def for_inference(plan: Plan, device: torch.device) -> Plan:
    """``plan`` for walks with ``training=False``: the same outputs up to rounding, without a backward pass.

    Args:
        plan: the unfused plan.
        device: the device it runs on.
    """
    plan = _without_idle_steps(plan)
    if plan.dtype == torch.float32 and device.type == "cpu" and has_chains():
        plan = _with_lines(plan)
    return fuse(plan)


def without_penalties(plan: Plan) -> Plan:
    """``plan`` for callers that need only its outputs."""
    steps = tuple(step for step in plan.steps if step.outputs[0] not in plan.penalties)
    return dataclasses.replace(plan, steps=steps, penalties=())


def _without_idle_steps(plan: Plan) -> Plan:
    """Readers of a step that only passes its input on read that input instead."""
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
    """The steps in order, with supported ones grouped if each is the only reader of the previous one."""
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
    """A run of steps within a line, for samples of one shape.

    Attributes:
        steps: in order.
        drafts: the drafts of their chain; None if a step is unsupported.
        shape: the shape of a sample after them.
    """

    steps: tuple[Step, ...]
    drafts: tuple[Draft, ...] | None
    shape: tuple[int, ...]


class _Made(NamedTuple):
    """What a line built for samples of one shape.

    Attributes:
        runs: its runs of steps.
        parts: what computes them, with the weights at that time.
        writes: the number of parameter writes at that time.
    """

    runs: tuple[Run, ...]
    parts: tuple[Callable[[Tensor], Tensor], ...]
    writes: tuple[int, ...] | None


class Line:
    """Consecutive supported steps: as few native calls as the sample sizes allow.

    Several threads may run it at once: what was built is never changed, only rebuilt.

    Args:
        steps: each reads the output of the previous one.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._parameters = tuple(dict.fromkeys(parameter for step in steps for parameter in step.parameters))
        self._made: dict[tuple[int, ...], _Made] = {}

    def __getstate__(self) -> dict[str, Any]:
        # Chains are neither copied nor pickled, but rebuilt.
        return {**vars(self), "_made": {}}

    def forward(self, x: Tensor) -> tuple[Tensor, None]:
        """The output of the last step, without caches."""
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
    """The runs of a line that chains can compute, and those between them.

    Args:
        steps: of the line.
        x: the input of the first one: its first sample determines the shapes of all values.
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
    """Both as one; None if only one of them is for a chain, or a chain cannot take both."""
    drafts = None
    if run.drafts is None:
        # Steps after a product are fused with it, so a walk continues up to the next product.
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
