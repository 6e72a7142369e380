"""ReLU units that output 0 for every sample of every inspected batch."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.data import Batch
from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.layers.torch_module import TORCH_MODULE
from nervure.ops.op import Context
from nervure.ops.piecewise_activations import RELU6
from nervure.ops.rectifiers import RELU

# Enough samples: a unit active for one sample in a hundred is almost certainly active among them.
_SAMPLES, _LOOKS, _SHARE = 256, 3, 2 / 3
# If all units of a layer are silent at once, fewer samples rule out chance.
_SAMPLES_IF_ALL, _LOOKS_IF_ALL, _UNITS_IF_ALL = 64, 2, 8
_SUSPICIOUS = 0.9
# Part of a large batch is enough for an inspection.
_MOST_SAMPLES = 64


class Silent(NamedTuple):
    """A layer most of whose units are dead.

    Attributes:
        layer: the layer.
        dead: the number of dead units.
        units: the total number of units.
        since: the step of the first inspection that found them silent.
        samples: the number of samples for which they were silent, over all inspections.
    """

    layer: str
    dead: int
    units: int
    since: int
    samples: int


class _Silence(NamedTuple):
    """The record of one step's units: for how many samples and inspections each was silent, and since when."""

    samples: Tensor
    looks: Tensor
    since: Tensor


class SilentUnits:
    """Tracks the units of all ReLU steps over several inspections.

    Args:
        plan: the unfused steps, in which the output of a ReLU is visible.

    Attributes:
        walks: whether there is a ReLU to inspect, which requires running the plan.
        is_suspicious: whether some layer was almost entirely silent in the latest inspection.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._last = max((number for number, step in enumerate(plan.steps) if is_relu(step)), default=-1)
        self._silence: dict[str, _Silence] = {}
        # Custom code and carried states may depend on the batch size.
        has_own = any(step.op.is_checked or step.op is TORCH_MODULE for step in plan.steps)
        self._takes_part = not has_own and not any(step.op.carries for step in plan.steps)
        self.walks = self._last >= 0
        self.is_suspicious = False

    def look(self, batch: Batch, context: Context) -> list[Silent]:
        """Runs the plan on (part of) ``batch`` up to its last ReLU; returns the layers found dead so far."""
        if not self.walks:
            return []
        inputs = tuple(x[:_MOST_SAMPLES] for x in batch.x) if self._takes_part else batch.x
        found: list[Silent] = []
        self.is_suspicious = False
        for number, visit in enumerate(self._plan.visits(inputs, context)):
            if is_relu(visit.step):
                silent = self._note(visit.step, visit.values[0], context)
                if silent is not None:
                    found.append(silent)
            if number == self._last:
                break
        return found

    def _note(self, step: Step, y: Tensor, context: Context) -> Silent | None:
        silent = y.amax(tuple(range(y.ndim - 1))) <= 0  # (units,)
        units, num_silent = silent.numel(), int(silent.sum())
        if num_silent < _SHARE * units:
            # Too few are silent now, whatever happened before: dead units are silent in every inspection.
            self._silence.pop(step.name, None)
            return None
        zeros = torch.zeros_like(silent, dtype=torch.int64)
        old = self._silence.get(step.name) or _Silence(zeros, zeros, zeros)
        now = _Silence(
            torch.where(silent, old.samples + y.shape[0], 0),
            torch.where(silent, old.looks + 1, 0),
            torch.where(silent & (old.looks == 0), context.step + 1, old.since),
        )
        self._silence[step.name] = now
        self.is_suspicious |= units >= _UNITS_IF_ALL and num_silent >= _SUSPICIOUS * units
        return _verdict(step.layer, now)


def _verdict(layer: str, silence: _Silence) -> Silent | None:
    samples, looks, since = silence
    units = samples.numel()
    are_all = units >= _UNITS_IF_ALL and bool((looks >= _LOOKS_IF_ALL).all())
    enough, often = (_SAMPLES_IF_ALL, _LOOKS_IF_ALL) if are_all else (_SAMPLES, _LOOKS)
    dead = (samples >= enough) & (looks >= often)
    count = int(dead.sum())
    if not count or count < _SHARE * units:
        return None
    return Silent(layer, count, units, int(since[dead].min()), int(samples[dead].min()))


def is_relu(step: Step) -> bool:
    """Whether the step outputs 0, with slope 0, for all inputs below 0."""
    if step.op is RELU6:
        return True
    return step.op is RELU and not step.options.get("negative_slope") and not step.options.get("threshold")
