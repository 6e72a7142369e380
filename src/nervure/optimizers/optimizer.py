"""The base of every optimizer: hyperparameters, slots, and one step over a flat buffer of weights."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.arguments import AboveZero, Count, Factor, Flag, Fraction, Several, Word, checked
from nervure.errors import StateError
from nervure.optimizers import arguments, weight_average
from nervure.optimizers.by_hand import AppliesGradients
from nervure.optimizers.clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from nervure.optimizers.learning_rate import LearningRate
from nervure.optimizers.not_called import NOT_CALLED
from nervure.optimizers.slots import check_state, names_of_parts, relaid
from nervure.optimizers.weight_decay import WeightDecay
from nervure.parameter import Parameter, Segment
from nervure.registry import Configurable, serialize

_GATHERED = "gradient_accumulator"
# Recreated in a rehearsal; everything else an optimizer holds, including subclass attributes, is copied.
_NOT_COPIED = frozenset({"slots", "_segment", "_scratch", "_decay"})


class Optimizer(AppliesGradients, Configurable):
    r"""Updates weights against their gradients. Subclass it to write your own: ``slot_names`` and ``step``.

    One update, in this order: gradients are clipped; weights decay; the subclass' rule updates them; their average
    follows; constraints project them back. Everything works in place on the flat buffers of a
    :class:`~nervure.parameter.Segment`, whatever layers the weights belong to.

    .. math:: w \leftarrow w \cdot (1 - \eta \lambda), \quad w \leftarrow w - \eta \cdot d(g)

    Args:
        learning_rate: the step size: a number above 0, a function of the step (a schedule), or a function without
            arguments.
        weight_decay: the fraction of each weight, times the learning rate, that is removed at each step; None for no
            decay.
        clipnorm: the maximum gradient norm of each parameter; longer gradients are scaled down.
        clipvalue: the maximum absolute value in a gradient; larger values are clipped.
        global_clipnorm: the maximum gradient norm of all parameters together. At most one of the three.
        use_ema: whether to keep a moving average of the weights, which replaces them when training ends.
        ema_momentum: the decay rate of that average.
        ema_overwrite_frequency: the number of updates after which the average also replaces the weights during
            training; None for never.
        loss_scale_factor: training multiplies the loss by it and the gradients are divided by it, so that small
            gradients do not underflow in low precision.
        gradient_accumulation_steps: the number of batches per update (2 or more), which uses the mean of their
            gradients: a large batch with the memory of a small one.
        name: the name in summaries; by default the class name in lower case.

    Attributes:
        calls: the number of calls of :meth:`update`, which exceeds the number of updates with
            ``gradient_accumulation_steps``. Schedules use this count, as in Keras.
        has_traded: whether the weights and their average are currently swapped.
        slots: the buffers kept between steps, by Keras' names, laid out like the weights.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

    Examples:
        >>> class SignDescent(Optimizer):
        ...     def step(self, values, gradients, learning_rate):
        ...         values.sub_(gradients.sign(), alpha=learning_rate)
        >>> parameter = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([parameter], torch.float32)
        >>> segment.add_gradients()[:2] = torch.tensor([3.0, -0.1])
        >>> SignDescent(0.5).update(segment)
        >>> parameter.array.tolist()
        [-0.5, 0.5]
    """

    not_called = NOT_CALLED

    @checked
    def __init__(
        self,
        learning_rate: Any,
        weight_decay: Factor | None = None,
        clipnorm: AboveZero | None = None,
        clipvalue: AboveZero | None = None,
        global_clipnorm: AboveZero | None = None,
        use_ema: Flag = False,
        ema_momentum: Fraction = 0.99,
        ema_overwrite_frequency: Count | None = None,
        loss_scale_factor: AboveZero | None = None,
        gradient_accumulation_steps: Several | None = None,
        name: Word | None = None,
        **unknown: Any,
    ) -> None:
        where = type(self).__name__
        known = [argument for argument in self._arguments if argument not in unknown]
        arguments.refuse_unknown(unknown, known, where)
        arguments.check_clipping(clipnorm, clipvalue, global_clipnorm, where)
        self.name = name or where.lower()
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.calls = 0
        self.has_traded = False
        self.slots: dict[str, Tensor] = {}
        self._segment: Segment | None = None
        self._scratch: Tensor | None = None
        self._decay = WeightDecay()

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The slots of the rule, given its hyperparameters."""
        return ()

    def slot_start(self, slot: str) -> float:
        """The initial value of ``slot``."""
        return 0.0

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Updates ``values`` in place; both are whole buffers, and where both are zero they must stay zero.

        Args:
            values: (length,), all weights.
            gradients: (length,), clipped.
            learning_rate: of this step.
        """
        raise NotImplementedError(f"{type(self).__name__}.step")

    def scratch(self, values: Tensor) -> Tensor:
        """A scratch buffer like ``values``, the same one each time: nothing is allocated."""
        kept = self._scratch
        if kept is None or (kept.shape, kept.dtype, kept.device) != (values.shape, values.dtype, values.device):
            kept = self._scratch = torch.empty_like(values)
        return kept

    @property
    def learning_rate(self) -> float:
        """The rate of the next update; set it at any time, to a number or a schedule."""
        return self._learning_rate.at(self.calls)

    @learning_rate.setter
    def learning_rate(self, given: Any) -> None:
        self._learning_rate = LearningRate(given, type(self).__name__)

    def _refuse_old_word(self, rate: Any) -> None:
        arguments.refuse_unknown({"lr": rate}, list(self._arguments), type(self).__name__)

    # Keras 2's name: setting it as a plain attribute would silently have no effect.
    lr = property(fset=_refuse_old_word, doc="Refused: the rate is called ``learning_rate``.")

    @property
    def has_schedule(self) -> bool:
        """Whether the learning rate is a function of the step."""
        return not self._learning_rate.is_number

    def rates_ahead(self, count: int) -> list[float] | None:
        """The learning rates of the next ``count`` updates, one if all are the same; None if unpredictable."""
        return self._learning_rate.ahead(self.calls, count)

    @property
    def iterations(self) -> int:
        """The number of updates so far."""
        return self.calls // (self.gradient_accumulation_steps or 1)

    @iterations.setter
    def iterations(self, count: int) -> None:
        self.calls = count * (self.gradient_accumulation_steps or 1)

    def attach(self, segment: Segment) -> None:
        """Lays the slots out like ``segment``.

        If called again with other parameters (a layer was frozen), another order or type, it keeps the slots of
        parameters that are still present; the others start at zero.
        """
        if segment is self._segment and tuple(self.slots) == self.all_slots:
            return
        first: dict[str, float | Tensor] = {name: self.slot_start(name) for name in self.slot_names}
        first |= {_GATHERED: 0.0, weight_average.SLOT: segment.values}
        self.slots = {
            name: relaid(self.slots.get(name), self._segment, segment, first[name]) for name in self.all_slots
        }
        self._segment = segment

    def rehearsal(self, segment: Segment, copied: Segment, copies: Mapping[Parameter, Parameter]) -> Optimizer:
        """A copy that performs the next update on copies of the weights; this one is not changed.

        Args:
            segment: the segment this one would update.
            copied: the same parameters in the same order, copied, of any type.
            copies: the copy of each parameter.
        """
        actor = copy.copy(self)
        known: dict[int, Any] = {id(parameter): copied_one for parameter, copied_one in copies.items()}
        for name, held in vars(self).items():
            if name not in _NOT_COPIED:
                setattr(actor, name, _copy_of(held, known))
        if actor.rates_ahead(1) is None:
            rate = actor.learning_rate
            actor.learning_rate = lambda: rate  # called once: a custom function may return something else next time
        actor._decay, actor._scratch = self._decay.on_copies(copies), None
        actor.slots = dict(self.slots)
        actor.attach(segment)
        # Always a copy: `to` alone returns the same tensor if type and device already match.
        actor.slots = {name: slot.to(copied.values, copy=True) for name, slot in actor.slots.items()}
        actor._segment = copied
        return actor

    @property
    def all_slots(self) -> tuple[str, ...]:
        """The slots kept between steps, by Keras' names; those outside the rule come first."""
        average = (weight_average.SLOT,) if self.use_ema else ()
        gathered = (_GATHERED,) if self.gradient_accumulation_steps else ()
        return (*average, *gathered, *self.slot_names)

    def update(self, segment: Segment) -> None:
        """Takes one step on the weights of ``segment`` with its gradients, which scaling and clipping modify.

        With ``gradient_accumulation_steps`` it accumulates gradients until a step is due.

        Raises:
            StateError: the segment has no gradients.
            ArgumentError: the schedule returned an invalid learning rate.
        """
        self.attach(segment)
        gradients = segment.gradients
        if gradients is None:
            raise StateError.of("optimizer.no_gradients", where=type(self).__name__)
        learning_rate = self.learning_rate
        if self.loss_scale_factor is not None:
            gradients.div_(self.loss_scale_factor)
        if self._are_enough(gradients):
            self._clip(segment, gradients)
            if self.weight_decay:
                self._decay.apply(segment, learning_rate * self.weight_decay)
            self.step(segment.values, gradients, learning_rate)
        if self.use_ema:
            self._average(segment)
        for parameter in segment.parameters:
            if parameter.constraint is not None:
                parameter.array.copy_(parameter.constraint.project(parameter.array))
        self.calls += 1

    def _are_enough(self, gradients: Tensor) -> bool:
        """Whether a step is due; ``gradients`` are then the mean over the accumulated batches."""
        steps = self.gradient_accumulation_steps
        if steps is None:
            return True
        gathered = self.slots[_GATHERED]
        if (self.calls + 1) % steps:
            gathered.add_(gradients)
            return False
        gradients.add_(gathered).div_(steps)
        gathered.zero_()
        return True

    def _average(self, segment: Segment) -> None:
        """The average follows the weights; before the first update is counted it equals them, as in Keras."""
        average = self.slots[weight_average.SLOT]
        weight_average.follow(average, segment.values, self.ema_momentum if self.iterations else 0.0)
        if self.ema_overwrite_frequency and (self.iterations + 1) % self.ema_overwrite_frequency == 0:
            segment.values.copy_(average)

    def finalize_variable_values(self) -> None:
        """Ends training: with ``use_ema`` the average of the weights replaces them."""
        if not self.use_ema or self._segment is None or not self.calls:
            return
        average = self.slots[weight_average.SLOT]
        if self.has_traded:
            average.copy_(self._segment.values)
        else:
            self._segment.values.copy_(average)
            self._segment.refresh()
        self.has_traded = False

    def trade_average(self) -> None:
        """Swaps the weights and their average; a second call undoes it.

        Raises:
            StateError: no average is kept.
        """
        segment = self._segment
        if not self.use_ema or segment is None:
            raise StateError.of("optimizer.no_average", where=type(self).__name__)
        average = self.slots[weight_average.SLOT]
        if not self.calls:
            average.copy_(segment.values)  # weights may have been loaded since
        weight_average.trade(average, segment.values)
        segment.refresh()
        self.has_traded = not self.has_traded

    def _clip(self, segment: Segment, gradients: Tensor) -> None:
        if self.clipnorm is not None:
            clip_by_norm(segment, gradients, self.clipnorm)
        elif self.global_clipnorm is not None:
            clip_by_global_norm(gradients, self.global_clipnorm)
        elif self.clipvalue is not None:
            clip_by_value(gradients, self.clipvalue)

    def decays(self, parameter: Parameter) -> bool:
        """Whether ``parameter`` decays before an update."""
        return bool(self.weight_decay) and self._decay.decays(parameter)

    def exclude_from_weight_decay(
        self, var_list: Iterable[Parameter] | None = None, var_names: Iterable[str] | None = None
    ) -> None:
        """Exempts parameters from weight decay, from the next update on; replaces earlier calls.

        As in Keras, this is not part of the configuration: call it again on an optimizer made from one.

        Args:
            var_list: the parameters themselves.
            var_names: parts of names (regular expressions): ``["bias", "gamma"]``.
        """
        self._decay.exempt(var_list or (), var_names or ())

    def get_config(self) -> dict[str, Any]:
        """The current hyperparameters, as plain values.

        Schedules of :mod:`nervure.optimizers.schedules` are stored with their arguments. Any other function is code and
        cannot be stored; its current value is used instead.
        """
        config = {name: serialize(getattr(self, name)) for name in self._arguments if hasattr(self, name)}
        return {**config, "learning_rate": self._learning_rate.written(self.calls)}

    def state(self, paths: Sequence[str] | None = None) -> dict[str, Tensor | int | float]:
        """Everything needed to resume exactly: copies, in Keras' layouts.

        Args:
            paths: a name for each parameter of the segment, in order (``dense/kernel``); numbers by default.

        Returns:
            ``iterations``, ``learning_rate`` (unless it is a schedule), ``calls`` if it differs from the
            iterations, and one tensor per slot and parameter: ``dense/kernel/momentum``.
        """
        saved: dict[str, Tensor | int | float] = {"iterations": self.iterations}
        if self.gradient_accumulation_steps:
            saved["calls"] = self.calls
        if self._learning_rate.is_number:
            saved["learning_rate"] = self.learning_rate
        for name, view in self._parts(paths).items():
            saved[name] = view.clone(memory_format=torch.contiguous_format)
        return saved

    def load_state(self, state: Mapping[str, Any], paths: Sequence[str] | None = None) -> None:
        """Restores what :meth:`state` returned; attach the segment first. Nothing is changed on error.

        Args:
            state: what :meth:`state` returned.
            paths: the same names as passed to :meth:`state`.

        Raises:
            StateError: entries are missing or unexpected: another optimizer or network, or no segment attached.
            ShapeError: an entry has another shape.
            ArgumentError: ``iterations`` or the learning rate is invalid.
        """
        where, views = type(self).__name__, self._parts(paths)
        check_state(state, views, where)
        if "learning_rate" in state and self._learning_rate.is_number:
            self.learning_rate = state["learning_rate"]
        for name, view in views.items():
            view.copy_(torch.as_tensor(state[name]))
        self.iterations = int(state["iterations"])
        if self.gradient_accumulation_steps:
            self.calls = int(state.get("calls", self.calls))

    def _parts(self, paths: Sequence[str] | None) -> dict[str, Tensor]:
        """The slots, split into one view per parameter, by name."""
        if self._segment is None:
            return {}
        parts: dict[str, Tensor] = {}
        for slot, flat in self.slots.items():
            names = names_of_parts(self._segment, slot, paths)
            parts.update(zip(names, self._segment.views(flat), strict=True))
        return parts


def _copy_of(held: Any, known: dict[int, Any]) -> Any:
    """A copy of an attribute that uses the given copies of parameters; what cannot be copied is shared."""
    try:
        return copy.deepcopy(held, known)
    except (TypeError, copy.Error):  # locks, open files, generators
        return held
