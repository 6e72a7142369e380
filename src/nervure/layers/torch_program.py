"""TorchProgram: a network exported by torch, as a layer that is saved without code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from nervure.arguments import checked
from nervure.errors import ArgumentError, said_of
from nervure.layers.options import PenalizedOptions
from nervure.layers.program_module import ProgramModule
from nervure.layers.torch_module import TorchModule


class TorchProgram(TorchModule):
    """A program of torch operations: a network exported by ``torch.export``, as plain data.

    Unlike :class:`TorchModule`, it is saved with the model and loaded without running foreign code: its operations are
    looked up by name in a table of side-effect-free ones, and nothing is computed until a dry run has checked every
    step: shapes, types, ranges, memory and arithmetic. ``nervure train --pretrained PATH`` creates one from a file
    written by ``torch.export.save``. Its weights are zero until they are set.

    Images are ``(N, H, W, C)`` outside and ``(N, C, H, W)`` inside, and so are results. The mode was fixed at export:
    it computes the same in training and at inference.

    .. math:: y = p(x)

    Args:
        program: ``input`` and ``output``, the names of its input and output; ``batch_size``, the only one it was
            exported for, or None; ``tensors`` by path: the ``name`` of each in the steps, its ``shape``, its ``dtype``,
            and ``is_weight``, whether it can be trained; and ``steps``: each an ``operation`` of ``torch.ops.aten``
            with its overload, its ``arguments`` by name, and the names of its ``results``. An argument ``{"value":
            name}`` is an earlier result.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        whatever the program accepts, channels last

    Output shape:
        what it returns for such input, found by a trial call

    Parameters:
        the program's ``tensors`` by path, trainable ones first

    Backward:
        torch's.

    Raises:
        ArgumentError: it is not a program, or names an operation that is not in the table.
        ShapeError: it rejects the input, or does not return exactly one tensor.

    Examples:
        >>> import numpy as np
        >>> step = {"operation": "relu.default", "arguments": {"self": {"value": "x"}}, "results": ["y"]}
        >>> program = {"input": "x", "output": "y", "batch_size": None, "tensors": {}, "steps": [step]}
        >>> TorchProgram(program)(np.array([[-1.0, 2.0]], "float32")).tolist()
        [[0.0, 2.0]]
    """

    tried_on = ("meta",)  # a description is never executed to find out what it does

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
