"""TorchProgram: a network that torch exported, as a layer whose file needs no code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from nervure.arguments import checked
from nervure.errors import ArgumentError, said_of
from nervure.layers.options import PenalizedOptions
from nervure.layers.program_module import ProgramModule
from nervure.layers.torch_module import TorchModule


class TorchProgram(TorchModule):
    """A program of torch operations: a network that ``torch.export`` wrote down, as plain values.

    Unlike :class:`TorchModule` it is saved with the model and loaded without anybody's code: its operations are looked
    up by name in a table of those that compute and do nothing else, and nothing is computed before every step was
    examined without numbers: shapes, types, ranges, memory and arithmetic. ``nervure train --pretrained PATH`` makes
    one of a file that ``torch.export.save`` wrote. Its weights are zeros until some are set.

    Pictures are ``(N, H, W, C)`` outside and ``(N, C, H, W)`` inside, results likewise. Modes were settled when it was
    exported: it computes the same in training and at inference.

    .. math:: y = p(x)

    Args:
        program: ``input`` and ``output``, the names of what comes in and goes out; ``batch_size``, the only one it was
            made for, or None; ``tensors`` by their paths: the ``name`` each has in the steps, its ``shape``, its
            ``dtype``, and ``is_weight``, whether it can learn; and ``steps``: each an ``operation`` of
            ``torch.ops.aten`` with its overload, its ``arguments`` by their names, and the names of its ``results``.
            An argument ``{"value": name}`` is an earlier result.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        what the program takes, channels last

    Output shape:
        what it returns for such input, found by trying

    Parameters:
        the program's ``tensors`` by their paths, those that can learn first

    Backward:
        torch's.

    Raises:
        ArgumentError: the program is none, or names an operation that is not in the table.
        ShapeError: it refuses the input, or returns something other than one tensor.

    Examples:
        >>> import numpy as np
        >>> step = {"operation": "relu.default", "arguments": {"self": {"value": "x"}}, "results": ["y"]}
        >>> program = {"input": "x", "output": "y", "batch_size": None, "tensors": {}, "steps": [step]}
        >>> TorchProgram(program)(np.array([[-1.0, 2.0]], "float32")).tolist()
        [[0.0, 2.0]]
    """

    tried_on = ("meta",)  # a description is not computed to see what it does

    @checked
    def __init__(self, program: Mapping[str, Any], **kwargs: Unpack[PenalizedOptions]) -> None:
        try:
            module = ProgramModule(program)
        except (KeyError, ValueError, TypeError, AttributeError, RuntimeError) as problem:
            raise ArgumentError.of("torch_program.none", where="TorchProgram", got=said_of(problem)) from problem
        super().__init__(module, **kwargs)
        self.program = program

    def __repr__(self) -> str:
        return f"TorchProgram({len(self.program['steps'])} steps)"

    def build(self, input_shape: Any) -> None:
        """Adds the program's tensors."""
        for path, tensor in self.module.named_parameters():
            self.add_weight(path, tuple(tensor.shape), "zeros")
        for path, state in self.module.named_buffers():
            self.add_weight(path, tuple(state.shape), "zeros", trainable=False)
