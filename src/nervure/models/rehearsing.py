"""The next training step on copies, computed as in ``fit``: by the fused plan, and by the kernel for small networks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.data import Batch
from nervure.explain.copies import PlanCopy, copied_plan, lent
from nervure.explain.derivations import kept_of
from nervure.explain.drift import WalkedStep, coarser
from nervure.explain.recording import Array
from nervure.explain.references import USED_GRADIENT, Names, References
from nervure.explain.update_norms import changes_gradients
from nervure.graph.precision import Precision
from nervure.kernels.denormals import flushing_denormals
from nervure.losses import Loss
from nervure.models.feeding import Feed
from nervure.models.graph_model import GraphModel
from nervure.models.network import owned_parameters
from nervure.models.preparation import run_seed, step_on, tally_for
from nervure.models.unchanged import unchanged
from nervure.optimizers import Optimizer
from nervure.records.place import Kind
from nervure.records.reference import Reference
from nervure.training.step import StepResult, TrainingStep
from nervure.training.stretch import Stretches

Arrays = dict[tuple[Kind, Reference], Array]


def references_of(model: GraphModel, copied: PlanCopy, optimizer: Optimizer | None) -> References:
    """The parts of a step on copies of the parameters; the same for all copies of one model.

    Args:
        model: the model of the step.
        copied: the copies.
        optimizer: updates them; None for a forward pass.
    """
    copies, owned = copied.copies, owned_parameters(model.graph)
    parameters = {copies[entry.parameter]: entry.name for entry in owned if entry.parameter in copies}
    names = Names(model.input_names, model.output_names, parameters)
    return References(copied.plan.steps, names, kept_of, optimizer)


class Rehearsal(NamedTuple):
    """The inputs of a rehearsed training step.

    Attributes:
        model: the model of the step; it is not changed.
        feed: the batch, as ``fit`` would read it.
        losses: one per output, computed in the precision of the walk.
        precision: the precision of storage and arithmetic.
        explained: the precision of the explanation.
    """

    model: GraphModel
    feed: Feed
    losses: Sequence[Loss | None]
    precision: Precision
    explained: str

    def walked(self) -> Iterator[WalkedStep]:
        """The step by the fused plan and, if ``fit`` would use the small-network kernel, by that too."""
        with self._copied() as (copied, step):
            yield _fused(self, copied, step)
        with self._copied() as (copied, step):
            walked = _small(self, copied, step)
            if walked is not None:
                yield walked

    @property
    def digits(self) -> str:
        """The resolution of a comparison."""
        return coarser(self.precision.used, self.explained)

    @property
    def device(self) -> torch.device:
        """The device of the walk: the model's own for its own precision, the CPU for any other."""
        network = self.model.network()
        return network.device if self.precision[1:] == network.precision[1:] else torch.device("cpu")

    def batch(self) -> Batch:
        """The batch on the device; in float64 it is converted first."""
        batch = self.feed.first_batch()
        assert batch is not None
        placed = [self._placed(tensors) for tensors in (batch.x, batch.y, batch.sample_weight)]
        return Batch(placed[0], placed[1], placed[2], batch.size)

    def _placed(self, tensors: Sequence[Tensor | None]) -> tuple[Any, ...]:
        is_wide, device = self.precision.storage == torch.float64, self.device
        return tuple(
            tensor
            if tensor is None
            else tensor.to(device, torch.float64 if is_wide and tensor.is_floating_point() else tensor.dtype)
            for tensor in tensors
        )

    @contextlib.contextmanager
    def _copied(self) -> Iterator[tuple[PlanCopy, TrainingStep]]:
        """Copies of everything a step changes, lent to code that reads a weight of the model directly."""
        network, compilation = self.model.network(), self.model.compilation
        kind = self.precision
        copied = copied_plan(network.plan, network.store, kind.storage, kind.activations, self.device)
        optimizer = compilation.optimizer.rehearsal(network.store.trainable, copied.trainable, copied.copies)
        weights = compilation.loss_weights_of(self.model.output_names)
        step = step_on(copied.plan, self.losses, weights, copied.store, optimizer, run_seed(self.model))
        with unchanged(self.model), lent(copied), flushing_denormals():
            yield copied, step


def _fused(rehearsal: Rehearsal, copied: PlanCopy, step: TrainingStep) -> WalkedStep:
    """The step as ``fit`` does it batch by batch."""
    batch, references = rehearsal.batch(), references_of(rehearsal.model, copied, step.optimizer)
    arrays: Arrays = {}
    clips, scale = changes_gradients(step.optimizer), step.optimizer.loss_scale_factor or 1.0
    if clips:
        # The update clips the gradients in place.
        with unchanged(rehearsal.model):
            step.differentiate(batch, scale)
        arrays |= {at: each / scale for at, each in _gradients(references).items()}
    result = step.train(batch)
    arrays |= _gradients(references, are_changed=clips)
    arrays |= _outputs(rehearsal.model, result, references) | _moved(step, references)
    return WalkedStep("fused", rehearsal.precision.used, rehearsal.digits, result.loss.item(), arrays)


def _small(rehearsal: Rehearsal, copied: PlanCopy, step: TrainingStep) -> WalkedStep | None:
    """The step as the kernel for small networks does it; None if ``fit`` would go batch by batch."""
    feed, references = rehearsal.feed, references_of(rehearsal.model, copied, step.optimizer)
    tally = tally_for(rehearsal.model, feed, rehearsal.losses)
    counted = tally.get_state()
    stretch = Stretches(step, feed, tally).begin(0)
    if stretch is None:
        return None
    try:
        stretch.run(1)
    finally:
        tally.set_state(counted)  # the metrics are the model's own, which did not train on this batch
    if not stretch.done:
        return None  # the loss is NaN: the ordinary walk reports it
    arrays = _gradients(references) | _moved(step, references)
    return WalkedStep("small_network", rehearsal.precision.used, rehearsal.digits, stretch.losses[0], arrays)


def _gradients(references: References, *, are_changed: bool = False) -> Arrays:
    """The gradients; after clipping, if the optimizer clips them in place."""
    found: Arrays = {}
    for parameter, reference in references.parameters.items():
        if parameter.gradient is not None:
            used = references.update(parameter, USED_GRADIENT)
            found["value" if are_changed else "gradient", used if are_changed else reference] = _array(
                parameter.gradient
            )
    return found


def _outputs(model: GraphModel, result: StepResult, references: References) -> Arrays:
    """The predictions."""
    outputs = zip(model.network().plan.outputs, result.predictions, strict=True)
    return {("value", references.slot(slot)): _array(values) for slot, values in outputs}


def _moved(step: TrainingStep, references: References) -> Arrays:
    """The updated weights, statistics and optimizer slots."""
    segment, arrays = step.store.trainable, Arrays()
    for parameter, reference in references.parameters.items():
        arrays["updated", reference] = _array(parameter.array)
    for slot, flat in step.optimizer.slots.items():
        for parameter, view in zip(segment.parameters, segment.views(flat), strict=True):
            arrays["updated", references.optimizer_slot(parameter, slot)] = _array(view)
    return arrays


def _array(tensor: Tensor) -> Array:
    """The numbers without a copy, if possible: they are compared before the next walk."""
    found = tensor.detach().cpu()
    return (found.float() if found.dtype == torch.bfloat16 else found).numpy()
