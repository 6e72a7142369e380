"""A snapshot of a model that can be run again: its weights, optimizer state and random state."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.explain.copies import PlanCopy, copied_plan, lent
from nervure.explain.recording import Recorder, Recording, Targets
from nervure.graph.heads import with_heads
from nervure.kernels.convolution_rules import term_by_term
from nervure.losses import Loss
from nervure.models.graph_model import GraphModel
from nervure.models.preparation import next_context
from nervure.models.rehearsing import references_of
from nervure.models.unchanged import unchanged
from nervure.ops.op import Context
from nervure.optimizers import Optimizer


class KeptModel(NamedTuple):
    """Copies of everything that later walks need.

    Attributes:
        model: the model of the snapshot; it is not changed.
        copied: the copied weights.
        optimizer: the optimizer with its state; None if no training step is needed.
        predicting: the context of the prediction.
        training: the context of the next training step.
    """

    model: GraphModel
    copied: PlanCopy
    optimizer: Optimizer | None
    predicting: Context
    training: Context

    @classmethod
    def now(cls, model: GraphModel, dtype: torch.dtype, *, trains: bool) -> KeptModel:
        """Takes the snapshot.

        Args:
            model: a built model; compiled if it trains.
            dtype: the precision of the walks.
            trains: whether training steps will be needed.
        """
        network = model.network()
        network.store.refresh()
        copied = copied_plan(network.plan, network.store, dtype)
        optimizer = None
        if trains:
            optimizer = model.compilation.optimizer.rehearsal(network.store.trainable, copied.trainable, copied.copies)
        contexts = (next_context(model, training=False), next_context(model, training=True))
        return cls(model, copied, optimizer, *contexts)

    def prediction(self, x: Sequence[Tensor]) -> Recording:
        """The outputs of ``predict``."""
        with self._walking(self.predicting) as (recorder, _):
            return recorder.forward_pass(x)

    def step(self, losses: Sequence[Loss | None], x: Sequence[Tensor], targets: Targets) -> Recording:
        """The training step.

        Args:
            losses: one per output.
            x: the batch.
            targets: the targets of its outputs.
        """
        assert self.optimizer is not None, "a step needs an optimizer"
        with self._walking(self.training) as (recorder, copied):
            plan, heads = with_heads(copied.plan, losses)
            weights = self.model.compilation.loss_weights_of(self.model.output_names)
            known = {kept: copied.copies[parameter] for parameter, kept in self.copied.copies.items()}
            optimizer = self.optimizer.rehearsal(self.copied.trainable, copied.trainable, known)
            return recorder.training_step(plan, heads, weights, x, targets, optimizer)

    @contextlib.contextmanager
    def _walking(self, context: Context) -> Iterator[tuple[Recorder, PlanCopy]]:
        """On copies of the snapshot, so that a step does not change it."""
        again = copied_plan(self.copied.plan, self.copied.store, self.copied.plan.dtype)
        own = {parameter: again.copies[kept] for parameter, kept in self.copied.copies.items()}
        copied = again._replace(copies=own)
        optimizer = self.optimizer if context.training else None
        recorder = Recorder(copied, references_of(self.model, copied, optimizer), context)
        with torch.no_grad(), unchanged(self.model), lent(copied), term_by_term():
            yield recorder, copied
