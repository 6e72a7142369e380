"""Lowering: layers become op steps with the names a learner knows."""

from __future__ import annotations

import itertools
from typing import Any

from nervure.layers.step import LayerCall, Step
from nervure.ops.activity_penalty import ACTIVITY_PENALTY
from nervure.ops.op import Op
from nervure.parameter import Parameter, Penalty


class Lowering:
    """Collects the steps of a network as its layers are lowered one after another.

    Attributes:
        steps: the steps so far.
        num_slots: the number of slots in use.
        mask_of: the slot of the mask of a slot: a boolean tensor over its first axes, (N, T), True where a time step is
            real, not padding.
        mask_rank: the number of axes of the mask in a slot: 2, or more for nested sequences.
        penalties: the slots of terms added to the loss: penalties on layer outputs.
        lost_masks: the layers that received a masked value and neither used the mask nor passed it on.
    """

    def __init__(self, num_inputs: int) -> None:
        self.steps: list[Step] = []
        self.num_slots = num_inputs
        self.mask_of: dict[int, int] = {}
        self.mask_rank: dict[int, int] = {}
        self.penalties: list[int] = []
        self.lost_masks: list[str] = []
        self._calls: set[str] = set()

    def root(self) -> LayerLowering:
        """The interface for the network itself, whose layers keep their own names."""
        return LayerLowering(self, LayerCall(0, ""), "", stream=0)

    def layer(self, path: str, stream: int, shape: Any = None) -> LayerLowering:
        """The interface for one call of one layer.

        Args:
            path: the layer's name, prefixed with the names of the models that contain it.
            stream: its position in the network, which determines its random numbers.
            shape: of the input of this call; None for the one that the layer was built for.
        """
        call = LayerCall(len(self._calls) + 1, self._free_name(path))
        self._calls.add(call.name)
        face = LayerLowering(self, call, path, stream)
        face.shape = shape
        return face

    def _free_name(self, path: str) -> str:
        """``path`` with the first unused number appended: two layers may have the same path."""
        names = itertools.chain([path], (f"{path}:{number}" for number in itertools.count(2)))
        return next(name for name in names if name not in self._calls)


class LayerLowering:
    """Receives the steps that :meth:`nervure.layers.Layer.lower` emits.

    Attributes:
        path: the layer's name in the network.
        stream: the number of its random stream.
        shape: of the input of this call, or of several; the layer may have been built for a different one.
        uses_mask: whether the layer asked for the mask of an input.
    """

    def __init__(self, lowering: Lowering, call: LayerCall, path: str, stream: int) -> None:
        self._lowering, self._call = lowering, call
        self.path, self.stream = path, stream
        self.shape: Any = None
        self.uses_mask = False

    def mask(self, slot: int) -> int | None:
        """The slot of the mask of ``slot``, or None if all its time steps are real. For a layer that uses the mask.

        A step that reads the mask gets a boolean tensor and returns None as its gradient.
        """
        found = self._lowering.mask_of.get(slot)
        self.uses_mask |= found is not None
        return found

    def mask_to_pass(self, slot: int) -> int | None:
        """Like :meth:`mask`, for a layer that only passes the mask on."""
        return self._lowering.mask_of.get(slot)

    def set_mask(self, slot: int, mask: int | None, rank: int | None = None) -> None:
        """Declares that the mask of the value in ``slot`` is in the slot ``mask``.

        Args:
            slot: of the value.
            mask: of the mask; None does nothing.
            rank: the number of axes of a new mask; 2 by default.
        """
        if mask is not None:
            self._lowering.mask_of[slot] = mask
            self._lowering.mask_rank.setdefault(mask, 2 if rank is None else rank)

    def mask_rank(self, mask: int) -> int:
        """The number of axes of the mask in the slot ``mask``."""
        return self._lowering.mask_rank.get(mask, 2)

    def penalize(self, slots: tuple[int, ...], regularizer: Penalty | None) -> None:
        """Adds the penalty on the values in ``slots``, divided by the number of samples, to the loss.

        Args:
            slots: of the values.
            regularizer: the penalty; None does nothing.
        """
        for number, slot in enumerate(slots if regularizer is not None else ()):
            part = "activity_penalty" if number == 0 else f"activity_penalty_{number}"
            self._lowering.penalties += self.step(part, ACTIVITY_PENALTY, (slot,), regularizer=regularizer)

    def report_lost_mask(self, where: str) -> None:
        """Records that the layer called ``where`` dropped a mask."""
        self._lowering.lost_masks.append(where)

    def step(
        self,
        part: str,
        op: Op,
        inputs: tuple[int, ...],
        parameters: tuple[Parameter, ...] = (),
        *,
        num_outputs: int = 1,
        **options: Any,
    ) -> tuple[int, ...]:
        """Appends one step.

        Args:
            part: the second half of its name: ``z`` for what goes into an activation, ``output`` for the layer's last.
            op: the operation.
            inputs: the slots it reads.
            parameters: the parameters it takes.
            num_outputs: the number of values it returns.
            options: its constants.

        Returns:
            The slots it writes.
        """
        first = self._lowering.num_slots
        outputs = tuple(range(first, first + num_outputs))
        self._lowering.num_slots += num_outputs
        name, call = f"{self._call.name}/{part}", self._call
        self._lowering.steps.append(
            Step(name, self.path, op, inputs, outputs, parameters, options, call=call, part=part)
        )
        return outputs

    def inner(self, layer_name: str, stream: int, shape: Any = None) -> LayerLowering:
        """The interface for a nested layer (a model used as a layer); see :meth:`Lowering.layer`."""
        return self._lowering.layer(f"{self.path}/{layer_name}" if self.path else layer_name, stream, shape)
