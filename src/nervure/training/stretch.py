"""Stretches: many steps of a small network in one native call, with what the loop would see in between.

The loop asks :meth:`Stretches.begin` at each epoch. Where the network, the optimizer, the loss, the metrics and the
data are such that the kernel computes what the ordinary walk computes, and faster, it gets a :class:`Stretch`; else
None, and walks batch by batch. Nothing that can be looked at tells the two apart but the last digits of the numbers.
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

# An interrupt, or a progress display, waits no longer than this and one step.
_SECONDS_A_CALL = 0.04
# A schedule is asked for so many rates at a time.
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
        step: whose weights and optimizer move.
        tally: counts the steps.
        trainer: does them; its epoch has begun.
        rule: how weights move by now; None where only the ordinary walk can do the next step.
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
        """Leaves out the steps of the epoch that were done before the run was saved.

        Args:
            done: how many; the tally has counted them.
        """
        self.done = done
        self._trainer.resume(done, self._tally.sums)

    def run(self, at_most: int | None = None, alarm: float = math.inf) -> None:
        """Goes on for a few hundredths of a second, or to the end; whole steps, whatever interrupts it.

        A step whose loss is no number is not taken: :meth:`take` does it; nor is any where a callback gave the
        optimizer a rule, or buffers, that the kernel knows nothing of.

        Args:
            at_most: so many steps.
            alarm: a step whose loss is above it is the last.
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
            # Here, too, arrives an interrupt that came during the call: what was done is counted before it goes on.
            steps = self._trainer.steps
            optimizer.calls += steps - self.done
            self.done = steps
            self._tally.set_sums(self._trainer.sums, min(steps * self._arranged.batch_size, self._num_samples))

    def take(self, batch: Batch) -> StepResult:
        """The next step alone, by the ordinary walk where :meth:`run` takes none: that can say where a NaN began.

        Args:
            batch: that of the step.

        Returns:
            What the step gave; without predictions, which the kernel keeps to itself.
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
        """The losses of the steps of the newest :meth:`run`."""
        return self._trainer.losses

    def next_batch(self) -> Batch:
        """That of the next step."""
        return self._batch(self.done)

    def last_batch(self) -> Batch:
        """That of the last step."""
        return self._batch(self.done - 1)

    def _batch(self, number: int) -> Batch:
        samples, order, size = self._arranged
        rows = slice(number * size, min((number + 1) * size, self._num_samples))
        chosen: Any = rows if order is None else order[rows]
        x, y = (tuple(tensor[chosen] for tensor in tensors) for tensors in (samples.x, samples.y))
        return Batch(x, y, samples.sample_weight, rows.stop - rows.start)


class Stretches:
    """Decides for each epoch whether it runs in stretches, and keeps what they share.

    Args:
        step: what the ordinary walk does a step with.
        dataset: the training samples.
        tally: counts the steps.
    """

    def __init__(self, step: TrainingStep, dataset: Dataset, tally: Tally) -> None:
        self._step, self._dataset, self._tally = step, dataset, tally
        self._chain = _chain_of(step)
        self._head = None if self._chain is None else _head_of(step, self._chain, tally)
        self._trainer: SmallDense | None = None
        self._bound: _Bound | None = None

    def begin(self, epoch: int) -> Stretch | None:
        """Begins ``epoch``; None where it must be walked batch by batch."""
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
            return None  # a label that is no class, say: the ordinary walk has the words for it
        return Stretch(step, self._tally, trainer, self._rule, arranged)

    def _trainer_for(self, chain: DenseChain, head: DenseHead, batch_size: int, num_steps: int) -> SmallDense:
        """The trainer of the last epoch, unless somebody put other buffers in the place of those it works on."""
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
        """How the next steps move weights: callbacks may have changed the optimizer's settings, or its slots."""
        bound = self._bound
        is_bound = bound is not None and _are_same(bound, (bound[0], self._buffers()))
        return _rule_of(self._step.optimizer) if is_bound else None


# Sizes, and buffers.
_Bound = tuple[tuple[int, int], tuple[Tensor, ...]]


def _are_same(one: _Bound, other: _Bound) -> bool:
    pairs = zip(one[1], other[1], strict=False)
    return one[0] == other[0] and len(one[1]) == len(other[1]) and all(a is b for a, b in pairs)


def _chain_of(step: TrainingStep) -> DenseChain | None:
    """The plan as a dense chain that is worth a native call; None where it is none."""
    segment, plan = step.store.trainable, step.plan
    if segment.dtype != plan.dtype or segment.device.type != "cpu" or segment.low_precision is not None:
        return None
    if any(each.regularizer is not None or each.constraint is not None for each in segment.parameters):
        return None
    chain = dense_chain(plan, segment)
    return chain if chain is not None and pays(chain.layers, segment.dtype) else None


def _head_of(step: TrainingStep, chain: DenseChain, tally: Tally) -> DenseHead | None:
    """The loss and the metrics as the kernel computes them; None where it knows one of them not."""
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
    # By the class itself: one of one's own may count what it likes.
    name = _METRICS.get(type(metric))
    reads_labels = isinstance(head.loss, SparseCategoricalCrossentropy)
    if name is None or metric.dtype is not None or reads_labels != (type(metric) is SparseCategoricalAccuracy):
        return None
    # Where the network's output stays a logit, so it is for metrics: the kernel's is a probability by then.
    if head.op is None and head.loss is not None and head.loss.from_logits and name != "largest_is_target":
        return None
    return name, float(getattr(metric, "threshold", 0.0))


def _rule_of(optimizer: Optimizer) -> UpdateRule | None:
    """How the optimizer moves weights; None where the kernel knows it not, or more happens than one rule."""
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
    """(N, inputs), without a copy; None where there is no such view, or the kernel cannot read the type."""
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
    """The targets as the loss reads them; None where there are none, or weights beside them."""
    samples, loss = arranged.samples, step.heads[0].loss
    if loss is None or len(samples.y) != 1 or any(weight is not None for weight in samples.sample_weight):
        return None
    given = samples.y[0]
    try:
        y = loss.prepare(given, (samples.size, chain.layers[-1].units), step.plan.dtype)
    except ShapeError:
        return None  # the ordinary walk says it of the batch
    # Metrics compare class numbers as they were given: only whole ones are the same to them.
    is_whole = y.dtype != torch.int64 or not given.is_floating_point() or bool((given.view(y.shape) == y).all())
    return y if is_whole else None
