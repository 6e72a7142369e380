"""Stretches: many steps of a small network in one native call, with everything the loop needs in between.

The loop asks :meth:`Stretches.begin` at each epoch. If the kernel supports the network, optimizer, loss, metrics and
data, and is faster, the loop gets a :class:`Stretch`; otherwise None, and it goes batch by batch. The two differ only
in the last digits of the numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from nervure.data import Arranged, Batch, Dataset
from nervure.errors import ShapeError
from nervure.graph.dense_chain import DenseChain, dense_chain, dense_head
from nervure.kernels.small_dense import MOST_METRICS, SAMPLE_TYPES, DenseHead, SmallDense, UpdateRule, pays
from nervure.losses import SparseCategoricalCrossentropy
from nervure.metrics import (
    BinaryAccuracy,
    CategoricalAccuracy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalAccuracy,
)
from nervure.optimizers import SGD, Adam, Optimizer, RMSprop
from nervure.training.step import StepResult, TrainingStep
from nervure.training.tally import OutputMetric, Tally

# An interrupt or a progress display waits at most this long plus one step.
_SECONDS_A_CALL = 0.04
# The number of rates requested from a schedule at a time.
_MOST_RATES = 1024
_METRICS: dict[type[Any], str] = {
    BinaryAccuracy: "binary_accuracy",
    CategoricalAccuracy: "largest_is_target",
    SparseCategoricalAccuracy: "largest_is_target",
    MeanAbsoluteError: "absolute_error",
    MeanSquaredError: "squared_error",
}


class Stretch:
    """The steps of one epoch.

    Args:
        step: the step whose weights and optimizer are updated.
        tally: accumulates the results of the steps.
        trainer: performs them; its epoch has begun.
        rule: the current update rule; None if only the ordinary walk can do the next step.
        arranged: the epoch.

    Attributes:
        num_steps: of the epoch.
        done: how many of them are done.
    """

    def __init__(
        self,
        step: TrainingStep,
        tally: Tally,
        trainer: SmallDense,
        rule: Callable[[], UpdateRule | None],
        arranged: Arranged,
    ) -> None:
        self._step, self._tally, self._trainer, self._rule, self._arranged = step, tally, trainer, rule, arranged
        self._num_samples = arranged.samples.size if arranged.order is None else len(arranged.order)
        self.num_steps, self.done = -(-self._num_samples // arranged.batch_size), 0

    def go_on(self, done: int) -> None:
        """Skips the steps of the epoch that were done before the run was saved.

        Args:
            done: their number; the tally already includes them.
        """
        self.done = done
        self._trainer.resume(done, self._tally.sums)

    def run(self, at_most: int | None = None, alarm: float = math.inf) -> None:
        """Runs for a few hundredths of a second, or to the end; always whole steps, even if interrupted.

        It leaves a step with a non-finite loss to :meth:`take`, and takes no steps if a callback gave the optimizer an
        update rule or buffers that the kernel does not support.

        Args:
            at_most: the maximum number of steps.
            alarm: stop after a step whose loss is above it.
        """
        optimizer, count = self._step.optimizer, self.num_steps - self.done
        if at_most is not None:
            count = min(count, at_most)
        rule, rates = self._rule(), optimizer.rates_ahead(min(count, _MOST_RATES))
        if rule is None or rates is None:
            return
        if optimizer.has_schedule:
            count = len(rates)
        self._step.store.refresh()
        try:
            self._trainer.run(rule, rates, optimizer.iterations, count, _SECONDS_A_CALL, alarm)
        finally:
            # An interrupt during the call also arrives here: completed steps are counted before it propagates.
            steps = self._trainer.steps
            optimizer.calls += steps - self.done
            self.done = steps
            self._tally.set_sums(self._trainer.sums, min(steps * self._arranged.batch_size, self._num_samples))

    def take(self, batch: Batch) -> StepResult:
        """The next step alone, by the ordinary walk if :meth:`run` takes none: that can locate the origin of a NaN.

        Args:
            batch: the batch of the step.

        Returns:
            The results of the step, without predictions, which the kernel does not return.
        """
        before = self.done
        self.run(1)
        if self.done > before:
            (loss,) = self.losses
            if self._step.follows_losses:
                self._step.heed(loss, batch)
            value = torch.scalar_tensor(loss, dtype=self._step.plan.dtype)
            return StepResult(value, (value,), (torch.empty(0, self._trainer.num_outputs),))
        result = self._step.train(batch)
        self._tally.add(result, batch.y, batch.sample_weight, batch.size)
        self.done += 1
        self._trainer.resume(self.done, self._tally.sums)
        return result

    @property
    def losses(self) -> list[float]:
        """The losses of the steps of the latest :meth:`run`."""
        return self._trainer.losses

    def next_batch(self) -> Batch:
        """The batch of the next step."""
        return self._batch(self.done)

    def last_batch(self) -> Batch:
        """The batch of the last step."""
        return self._batch(self.done - 1)

    def _batch(self, number: int) -> Batch:
        samples, order, size = self._arranged
        rows = slice(number * size, min((number + 1) * size, self._num_samples))
        chosen: Any = rows if order is None else order[rows]
        x, y = (tuple(tensor[chosen] for tensor in tensors) for tensors in (samples.x, samples.y))
        return Batch(x, y, samples.sample_weight, rows.stop - rows.start)


class Stretches:
    """Decides for each epoch whether it runs in stretches, and keeps their shared state.

    Args:
        step: the ordinary training step.
        dataset: the training samples.
        tally: accumulates the results of the steps.
    """

    def __init__(self, step: TrainingStep, dataset: Dataset, tally: Tally) -> None:
        self._step, self._dataset, self._tally = step, dataset, tally
        self._chain = _chain_of(step)
        self._head = None if self._chain is None else _head_of(step, self._chain, tally)
        self._trainer: SmallDense | None = None
        self._bound: _Bound | None = None

    def begin(self, epoch: int) -> Stretch | None:
        """Begins ``epoch``; None if it must run batch by batch."""
        chain, head, step = self._chain, self._head, self._step
        if chain is None or head is None or _rule_of(step.optimizer) is None:
            return None
        arranged = self._dataset.arranged(epoch, step.seed)
        if arranged is None:
            return None
        x, y = _inputs(arranged, chain), _targets(arranged, step, chain)
        if x is None or y is None:
            return None
        count = len(x) if arranged.order is None else len(arranged.order)
        num_steps = x.shape[1] // chain.recurrent[0].features if chain.recurrent else 0
        trainer = self._trainer_for(chain, head, min(arranged.batch_size, count), num_steps)
        try:
            trainer.read(x, y, chain.scale, chain.offset)
            trainer.begin(arranged.order)
        except ValueError:
            return None  # an invalid label, for example: the ordinary walk reports it
        return Stretch(step, self._tally, trainer, self._rule, arranged)

    def _trainer_for(self, chain: DenseChain, head: DenseHead, batch_size: int, num_steps: int) -> SmallDense:
        """The trainer of the last epoch, unless its buffers were replaced."""
        self._step.optimizer.attach(self._step.store.trainable)
        sizes, buffers = (batch_size, num_steps), self._buffers()
        if self._trainer is None or self._bound is None or not _are_same(self._bound, (sizes, buffers)):
            dtype = self._step.store.trainable.dtype
            self._trainer = SmallDense(chain.layers, head, dtype, batch_size, chain.recurrent, num_steps)
            self._trainer.bind(buffers[0], buffers[1], buffers[2:])
            self._bound = (sizes, buffers)
        return self._trainer

    def _buffers(self) -> tuple[Tensor, ...]:
        segment, optimizer = self._step.store.trainable, self._step.optimizer
        return segment.values, segment.add_gradients(), *(optimizer.slots[name] for name in optimizer.slot_names)

    def _rule(self) -> UpdateRule | None:
        """The update rule of the next steps: callbacks may have changed the optimizer's settings or slots."""
        bound = self._bound
        is_bound = bound is not None and _are_same(bound, (bound[0], self._buffers()))
        return _rule_of(self._step.optimizer) if is_bound else None


# Sizes, and buffers.
_Bound = tuple[tuple[int, int], tuple[Tensor, ...]]


def _are_same(one: _Bound, other: _Bound) -> bool:
    pairs = zip(one[1], other[1], strict=False)
    return one[0] == other[0] and len(one[1]) == len(other[1]) and all(a is b for a, b in pairs)


def _chain_of(step: TrainingStep) -> DenseChain | None:
    """The plan as a dense chain that is worth a native call, or None."""
    segment, plan = step.store.trainable, step.plan
    if segment.dtype != plan.dtype or segment.device.type != "cpu" or segment.low_precision is not None:
        return None
    if any(each.regularizer is not None or each.constraint is not None for each in segment.parameters):
        return None
    chain = dense_chain(plan, segment)
    return chain if chain is not None and pays(chain.layers, segment.dtype) else None


def _head_of(step: TrainingStep, chain: DenseChain, tally: Tally) -> DenseHead | None:
    """The kernel's version of the loss and the metrics; None if one is unsupported."""
    if len(step.heads) != 1 or step.loss_weights != (1.0,) or tally.losses:
        return None
    head = dense_head(step.heads[0], chain.layers)
    metrics = [_metric_of(entry, step) for entry in tally.metrics]
    if head is None or len(metrics) > MOST_METRICS:
        return None
    known = tuple(metric for metric in metrics if metric is not None)
    return head._replace(metrics=known) if len(known) == len(metrics) else None


def _metric_of(entry: OutputMetric, step: TrainingStep) -> tuple[str, float] | None:
    metric, head = entry.metric, step.heads[0]
    # Compared by exact class: a custom subclass may count anything.
    name = _METRICS.get(type(metric))
    reads_labels = isinstance(head.loss, SparseCategoricalCrossentropy)
    if name is None or metric.dtype is not None or reads_labels != (type(metric) is SparseCategoricalAccuracy):
        return None
    # If the network outputs logits, metrics expect logits: the kernel's output is already a probability.
    if head.op is None and head.loss is not None and head.loss.from_logits and name != "largest_is_target":
        return None
    return name, float(getattr(metric, "threshold", 0.0))


def _rule_of(optimizer: Optimizer) -> UpdateRule | None:
    """The optimizer's update rule; None if the kernel does not support it, or if there is more than one rule."""
    clips = (optimizer.clipnorm, optimizer.clipvalue, optimizer.global_clipnorm)
    others = (optimizer.loss_scale_factor, optimizer.gradient_accumulation_steps, *clips)
    if optimizer.weight_decay or optimizer.use_ema or any(other is not None for other in others):
        return None
    if optimizer.rates_ahead(1) is None:
        return None
    if type(optimizer) is SGD:
        return UpdateRule("sgd", optimizer.momentum, nesterov=optimizer.nesterov)
    if type(optimizer) is Adam and not optimizer.amsgrad:
        return UpdateRule("adam", optimizer.beta_1, optimizer.beta_2, optimizer.epsilon)
    if type(optimizer) is RMSprop and not optimizer.centered:
        return UpdateRule("rmsprop", optimizer.momentum, optimizer.rho, optimizer.epsilon)
    return None


def _inputs(arranged: Arranged, chain: DenseChain) -> Tensor | None:
    """(N, inputs), without a copy; None if there is no such view, or the kernel cannot read the type."""
    if len(arranged.samples.x) != 1:
        return None
    x = arranged.samples.x[0]
    if chain.recurrent:
        fits = x.ndim == 3 and x.shape[1] > 0 and x.shape[2] == chain.recurrent[0].features
    else:
        fits = (x.ndim == 2 or chain.is_flattened) and x[:1].numel() == chain.layers[0].inputs
    if x.ndim != 2:
        if not x.is_contiguous():
            return None
        x = x.view(x.shape[0], -1)
    return x if fits and x.dtype in SAMPLE_TYPES and x.device.type == "cpu" else None


def _targets(arranged: Arranged, step: TrainingStep, chain: DenseChain) -> Tensor | None:
    """The targets as the loss expects them; None if there are none, or if there are sample weights."""
    samples, loss = arranged.samples, step.heads[0].loss
    if loss is None or len(samples.y) != 1 or any(weight is not None for weight in samples.sample_weight):
        return None
    given = samples.y[0]
    try:
        y = loss.prepare(given, (samples.size, chain.layers[-1].units), step.plan.dtype)
    except ShapeError:
        return None  # the ordinary walk reports it for the batch
    # Metrics compare class labels as given: only whole numbers are the same to them.
    is_whole = y.dtype != torch.int64 or not given.is_floating_point() or bool((given.view(y.shape) == y).all())
    return y if is_whole else None
