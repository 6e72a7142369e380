"""What every optimizer is: hyperparameters, slots, and one step over a flat buffer of weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.errors import StateError
from nervure.optimizers import arguments
from nervure.optimizers.arguments import NOT_NEGATIVE, POSITIVE, number_or_none
from nervure.optimizers.clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from nervure.optimizers.learning_rate import LearningRate
from nervure.optimizers.slots import check_state, names_of_parts, relaid
from nervure.optimizers.weight_decay import WeightDecay
from nervure.parameter import Parameter, Segment
from nervure.registry import Configurable, serialize


class Optimizer(Configurable):
    r"""Moves weights against their gradients. Subclass it to write your own: ``slot_names`` and ``step``.

    One update, in this order: the gradients are clipped; the weights decay; the rule of the subclass moves them;
    constraints move them back into their sets. All of it works in place on the flat buffers of a
    :class:`~nervure.parameter.Segment`, whatever layers the weights belong to.

    .. math:: w \leftarrow w \cdot (1 - \eta \lambda), \quad w \leftarrow w - \eta \cdot d(g)

    Args:
        learning_rate: how far one step goes: a number above 0, a function of the step (a schedule), or a function
            without arguments.
        weight_decay: the part of each weight, times the learning rate, that is lost at each step; None for none.
        clipnorm: the longest gradient that one parameter may have; longer ones are shortened.
        clipvalue: the largest number that a gradient may contain; larger ones are cut.
        global_clipnorm: the longest gradient that all parameters together may have. At most one of the three.
        use_ema: not yet: leave it at False.
        ema_momentum: has an effect only with ``use_ema``.
        ema_overwrite_frequency: has an effect only with ``use_ema``.
        loss_scale_factor: not yet: leave it at None.
        gradient_accumulation_steps: not yet: leave it at None.
        name: the name in summaries; by default the class name in small letters.

    Attributes:
        iterations: how many updates were done.
        slots: the buffers that the rule keeps between steps, by Keras' names, laid out like the weights.

    Raises:
        ArgumentError: an argument is unknown, no number, or outside its range.

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

    def __init__(
        self,
        learning_rate: Any,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **unknown: Any,
    ) -> None:
        where = type(self).__name__
        known = [argument for argument in self._arguments if argument not in unknown]
        arguments.refuse_unknown(unknown, known, where)
        arguments.check_clipping(clipnorm, clipvalue, global_clipnorm, where)
        later = {"use_ema": use_ema, "loss_scale_factor": loss_scale_factor}
        arguments.check_not_yet({**later, "gradient_accumulation_steps": gradient_accumulation_steps}, where)
        self.name = name or where.lower()
        self.learning_rate = learning_rate
        self.weight_decay = number_or_none(weight_decay, NOT_NEGATIVE, where, "weight_decay")
        self.clipnorm = number_or_none(clipnorm, POSITIVE, where, "clipnorm")
        self.clipvalue = number_or_none(clipvalue, POSITIVE, where, "clipvalue")
        self.global_clipnorm = number_or_none(global_clipnorm, POSITIVE, where, "global_clipnorm")
        self.use_ema, self.ema_momentum, self.ema_overwrite_frequency = False, ema_momentum, ema_overwrite_frequency
        self.loss_scale_factor, self.gradient_accumulation_steps = None, None
        self.iterations = 0
        self.slots: dict[str, Tensor] = {}
        self._segment: Segment | None = None
        self._scratch: Tensor | None = None
        self._decay = WeightDecay()

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The slots that the rule keeps, as its hyperparameters stand."""
        return ()

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Moves ``values`` in place; both are whole buffers, and where both are zero they must stay zero.

        Args:
            values: (length,), all weights.
            gradients: (length,), clipped.
            learning_rate: of this step.
        """
        raise NotImplementedError(f"{type(self).__name__}.step")

    def scratch(self, values: Tensor) -> Tensor:
        """A buffer like ``values`` for what one step works out, the same one each time: nothing is allocated."""
        kept = self._scratch
        if kept is None or (kept.shape, kept.dtype, kept.device) != (values.shape, values.dtype, values.device):
            kept = self._scratch = torch.empty_like(values)
        return kept

    @property
    def learning_rate(self) -> float:
        """The rate of the next update; set it at any time, to a number or a schedule."""
        return self._learning_rate.at(self.iterations)

    @learning_rate.setter
    def learning_rate(self, given: Any) -> None:
        self._learning_rate = LearningRate(given, type(self).__name__)

    def attach(self, segment: Segment) -> None:
        """Lays the slots out like ``segment``.

        Called again with other parameters (a layer was frozen), another order or type, it keeps what belongs to
        parameters that are still there; the others start at zero.
        """
        if segment is self._segment and tuple(self.slots) == self.slot_names:
            return
        self.slots = {name: relaid(self.slots.get(name), self._segment, segment) for name in self.slot_names}
        self._segment = segment

    def update(self, segment: Segment) -> None:
        """Does one step on the weights of ``segment`` from its gradients, which clipping changes.

        Raises:
            StateError: the segment has no gradients.
            ArgumentError: the schedule gave something that is no learning rate.
        """
        self.attach(segment)
        gradients = segment.gradients
        if gradients is None:
            raise StateError.of("optimizer.no_gradients", where=type(self).__name__)
        learning_rate = self.learning_rate
        self._clip(segment, gradients)
        if self.weight_decay:
            self._decay.apply(segment, learning_rate * self.weight_decay)
        self.step(segment.values, gradients, learning_rate)
        for parameter in segment.parameters:
            if parameter.constraint is not None:
                parameter.array.copy_(parameter.constraint.project(parameter.array))
        self.iterations += 1

    def _clip(self, segment: Segment, gradients: Tensor) -> None:
        if self.clipnorm is not None:
            clip_by_norm(segment, gradients, self.clipnorm)
        elif self.global_clipnorm is not None:
            clip_by_global_norm(gradients, self.global_clipnorm)
        elif self.clipvalue is not None:
            clip_by_value(gradients, self.clipvalue)

    def exclude_from_weight_decay(
        self, var_list: Iterable[Parameter] | None = None, var_names: Iterable[str] | None = None
    ) -> None:
        """Lets parameters keep their size; takes effect at the next update, and replaces earlier calls.

        As in Keras it is not part of the configuration: call it again on an optimizer made from one.

        Args:
            var_list: the parameters themselves.
            var_names: parts of names (regular expressions): ``["bias", "gamma"]``.
        """
        self._decay.exempt(var_list or (), var_names or ())

    def get_config(self) -> dict[str, Any]:
        """The hyperparameters as they stand now, as plain values.

        A schedule is a function and cannot be written down; the number it gives now stands for it.
        """
        config = {name: serialize(getattr(self, name)) for name in self._arguments if hasattr(self, name)}
        return {**config, "learning_rate": self._learning_rate.written(self.iterations)}

    def state(self, paths: Sequence[str] | None = None) -> dict[str, Tensor | int | float]:
        """Everything that is needed to go on exactly: copies, in Keras' layouts.

        Args:
            paths: a name for each parameter of the segment, in order (``dense/kernel``); numbers by default.

        Returns:
            ``iterations``, ``learning_rate`` (unless it is a schedule), and one tensor for each slot of each
            parameter: ``dense/kernel/momentum``.
        """
        saved: dict[str, Tensor | int | float] = {"iterations": self.iterations}
        if self._learning_rate.is_number:
            saved["learning_rate"] = self.learning_rate
        for name, view in self._parts(paths).items():
            saved[name] = view.clone(memory_format=torch.contiguous_format)
        return saved

    def load_state(self, state: Mapping[str, Any], paths: Sequence[str] | None = None) -> None:
        """Takes back what :meth:`state` gave; attach the segment first. Nothing is changed where something is wrong.

        Args:
            state: what :meth:`state` returned.
            paths: the same names that :meth:`state` was given.

        Raises:
            StateError: entries are missing or too many: another optimizer or network, or no segment attached.
            ShapeError: an entry has another shape.
            ArgumentError: ``iterations`` or the learning rate is no number of its kind.
        """
        where, views = type(self).__name__, self._parts(paths)
        check_state(state, views, where)
        if "learning_rate" in state and self._learning_rate.is_number:
            self.learning_rate = state["learning_rate"]
        for name, view in views.items():
            view.copy_(torch.as_tensor(state[name]))
        self.iterations = int(state["iterations"])

    def _parts(self, paths: Sequence[str] | None) -> dict[str, Tensor]:
        """The slots, cut into one view a parameter, by name."""
        if self._segment is None:
            return {}
        parts: dict[str, Tensor] = {}
        for slot, flat in self.slots.items():
            names = names_of_parts(self._segment, slot, paths)
            parts.update(zip(names, self._segment.views(flat), strict=True))
        return parts
