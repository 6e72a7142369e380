"""Lowering: layers become op steps with the names a learner knows."""

from __future__ import annotations

from typing import Any

from nervure.layers.step import Step
from nervure.ops.op import Op
from nervure.parameter import Parameter


class Lowering:
    """Collects the steps of a network while its layers lower themselves one after another."""

    def __init__(self, num_inputs: int) -> None:
        self.steps: list[Step] = []
        self.num_slots = num_inputs
        self._calls: dict[str, int] = {}

    def root(self) -> LayerLowering:
        """The face for the network itself, whose layers go by their own names."""
        return LayerLowering(self, "", "", stream=0)

    def layer(self, path: str, stream: int) -> LayerLowering:
        """The face that one call of one layer sees.

        Args:
            path: the layer's name, with the names of the models it lies in before it.
            stream: its position in the network; its random numbers depend on it.
        """
        self._calls[path] = self._calls.get(path, 0) + 1
        call = self._calls[path]
        return LayerLowering(self, path if call == 1 else f"{path}:{call}", path, stream)


class LayerLowering:
    """What :meth:`nervure.layers.Layer.lower` writes its steps to.

    Attributes:
        path: the layer's name in the network.
        stream: the number of its random stream.
    """

    def __init__(self, lowering: Lowering, prefix: str, path: str, stream: int) -> None:
        self._lowering, self._prefix = lowering, prefix
        self.path, self.stream = path, stream

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
            part: the last half of its name: ``z`` for what goes into an activation, ``output`` for the layer's last.
            op: the operation.
            inputs: the slots it reads.
            parameters: the parameters it takes.
            num_outputs: how many values it gives.
            options: its constants.

        Returns:
            The slots it writes.
        """
        first = self._lowering.num_slots
        outputs = tuple(range(first, first + num_outputs))
        self._lowering.num_slots += num_outputs
        name = f"{self._prefix}/{part}"
        self._lowering.steps.append(Step(name, self.path, op, inputs, outputs, parameters, options))
        return outputs

    def inner(self, layer_name: str, stream: int) -> LayerLowering:
        """The face for a layer inside this one (a model used as a layer)."""
        return self._lowering.layer(f"{self.path}/{layer_name}" if self.path else layer_name, stream)
