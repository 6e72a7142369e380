"""Shared by the three recurrent cells: their weights, their dropout, and their single step."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import torch
from torch import Tensor

from nervure import initializers
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.activation import ActivationFunction
from nervure.layers.input_checks import check_features
from nervure.layers.layer import Layer
from nervure.layers.not_called import OF_CELL
from nervure.layers.single_call import seed_of_call
from nervure.ops.gate import Gate
from nervure.ops.op import Context, Op
from nervure.ops.recurrence import Recurrence, dropout_masks
from nervure.ops.recurrent_cell import CellPair, CellWeights
from nervure.parameter import Initializer
from nervure.randomness import fold, stream_id
from nervure.shapes import shape_text
from nervure.symbolic import Shape, symbolic_tensors

States = tuple[Tensor, ...]

_OWN_SEED = stream_id("recurrent dropout with its own seed")


class CellDrops(NamedTuple):
    """A cell's dropout settings.

    Attributes:
        inputs: the fraction of the inputs.
        state: the fraction of the state.
        seed: selects the stream; None for the position in the network.
        implementation: as in Keras, 1 gives each gate its own masks, 2 shares them.
    """

    inputs: float
    state: float
    seed: int | None
    implementation: int


class RecurrentCell(Layer):
    """One step of a recurrent network; see its subclasses.

    Args:
        units: the size of the state and of the output.
        recurrent_activation: applied to the gates.
        use_bias: whether to use a bias.
        kernel_initializer: initializes W.
        recurrent_initializer: initializes R.
        bias_initializer: initializes the bias.
        kernel_regularizer: a penalty on W that is added to the loss.
        recurrent_regularizer: a penalty on R.
        bias_regularizer: a penalty on the bias.
        kernel_constraint: a map applied to W after each update.
        recurrent_constraint: a map applied to R after each update.
        bias_constraint: a map applied to the bias after each update.
        dropout: the fraction of the inputs to drop in training, the same ones at every step of a sequence.
        recurrent_dropout: the fraction of the state to drop in training, the same part at every step. If set, each gate
            has its own masks.
        seed: an integer that selects the dropout stream; by default the position in the network does.
        kwargs: ``name``, ``trainable``: see :class:`Layer`.

    Attributes:
        num_gates: the number of gates (weighted sums) per unit.
        num_states: the number of states carried from step to step.
        sequence_op: the operation over a whole sequence.
        pair: one time step of it, forward and backward.
    """

    not_called = OF_CELL

    num_gates: ClassVar[int]
    num_states: ClassVar[int] = 1
    sequence_op: Op
    pair: CellPair

    def set_up(
        self,
        units: int,
        activations: tuple[Any, Any],
        use_bias: bool,
        first_values: tuple[Any, Any, Any],
        penalties: tuple[Any, Any, Any],
        projections: tuple[Any, Any, Any],
        drops: CellDrops,
    ) -> None:
        """Takes the arguments of all cells; triples are for kernel, recurrent kernel and bias."""
        self.units = units
        self.activation = activations[0]
        self.recurrent_activation = activations[1]
        self.use_bias = use_bias
        self.kernel_initializer, self.recurrent_initializer, self.bias_initializer = first_values
        self.kernel_regularizer, self.recurrent_regularizer, self.bias_regularizer = penalties
        self.kernel_constraint, self.recurrent_constraint, self.bias_constraint = projections
        self.dropout = drops.inputs
        self.recurrent_dropout = drops.state
        self.seed = drops.seed
        self.implementation = drops.implementation

    @property
    def state_size(self) -> int | list[int]:
        """The number of units, once per state."""
        return self.units if self.num_states == 1 else [self.units] * self.num_states

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self.units

    def check_input(self, input_shape: Shape) -> None:
        """(N, features), with a known number of features."""
        check_features(input_shape, self.built_shape, self.where)
        if len(input_shape) != 2:
            raise ShapeError.of("recurrent.cell_rank", where=self.where, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, features) -> (N, units)."""
        return (input_shape[0], self.units)

    def build(self, input_shape: Shape) -> None:
        """Adds kernel, recurrent kernel and bias."""
        columns = self.num_gates * self.units
        self.kernel = self.add_weight(
            "kernel", (int(input_shape[-1] or 0), columns), self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        self.recurrent_kernel = self.add_weight(
            "recurrent_kernel", (self.units, columns), self.recurrent_initializer,
            regularizer=self.recurrent_regularizer, constraint=self.recurrent_constraint,
        )  # fmt: skip
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", self.bias_shape(), self.first_bias(),
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip

    def bias_shape(self) -> tuple[int, ...]:
        """The shape of the bias."""
        return (self.num_gates * self.units,)

    def first_bias(self) -> Initializer:
        """What initializes the bias."""
        return initializers.get(self.bias_initializer)

    def recurrence(self, stream: int, **others: Any) -> Recurrence:
        """The constants of the sequence operation; ``others`` come from the layer around the cell."""
        return Recurrence(
            activation=gate_of(self.activation),
            recurrent_activation=gate_of(self.recurrent_activation),
            use_bias=self.use_bias,
            dropout=self.dropout,
            recurrent_dropout=self.recurrent_dropout,
            dropout_per_gate=self.drops_per_gate,
            stream=stream if self.seed is None else fold(_OWN_SEED, self.seed),
            **others,
        )

    def options(self) -> dict[str, Any]:
        """Constants of the operation specific to this kind of cell."""
        return {}

    @property
    def drops_per_gate(self) -> bool:
        """Whether each gate has its own dropout masks, as Keras' cells do for some arguments."""
        return self.num_gates > 1 and (self.recurrent_dropout > 0 or self.implementation == 1)

    @property
    def is_pointwise(self) -> bool:
        """Whether a whole sequence can be one operation: not with activations that are not element-wise."""
        return gate_of(self.activation).is_pointwise and gate_of(self.recurrent_activation).is_pointwise

    @property
    def has_own_pair(self) -> bool:
        """Whether a subclass overrides its step: then it is walked step by step."""
        kind = type(self)
        return kind.forward is not RecurrentCell.forward or kind.backward is not RecurrentCell.backward

    # A cell's forward takes states besides its input, unlike a layer's.
    def forward(self, x: Tensor, states: States, context: Context) -> tuple[Tensor, States, Any]:  # type: ignore[override]
        """One step.

        Args:
            x: (N, features).
            states: (N, units) each.
            context: the training flag. The same context draws the same dropout masks for all steps.

        Returns:
            The output (N, units), the new states, and the cache.
        """
        groups = self.num_gates if self.drops_per_gate else 1
        recurrence = self.recurrence(stream=0)
        masks = dropout_masks(recurrence, context, (groups, *x.shape), (groups, *states[0].shape), x)
        arrays = [parameter.array for parameter in self.parameters]
        weights = CellWeights(
            arrays[0], arrays[1], arrays[2] if self.use_bias else None,
            recurrence.activation, recurrence.recurrent_activation, *masks,
        )  # fmt: skip
        new_states, cache = self.pair.forward(x, states, weights)
        return new_states[0], new_states, cache

    def backward(self, dy: Tensor, dstates: States, cache: Any) -> tuple[Tensor, States, dict[str, Tensor]]:  # type: ignore[override]
        """The gradients of the input, of the previous states, and of the weights by name.

        Args:
            dy: of the output, (N, units).
            dstates: of the new states.
            cache: what :meth:`forward` returned.
        """
        found = self.pair.backward((dstates[0] + dy, *dstates[1:]), cache)
        gradients = {"kernel": found.dkernel, "recurrent_kernel": found.drecurrent_kernel}
        if found.dbias is not None:
            gradients["bias"] = found.dbias
        return found.dx, found.dstates, gradients

    # As in Keras, a cell is called with its states too.
    def __call__(self, inputs: Any, states: Any = None, training: bool = False, *, mask: Any = None) -> Any:  # type: ignore[override]
        """One step on arrays or tensors.

        Args:
            inputs: (N, features).
            states: the states, (N, units) each, alone or in a list; None starts from 0.
            training: whether to apply dropout.
            mask: must be None: masks belong to the layer around the cell.

        Returns:
            The output, and the new states in the form the states came in.

        Raises:
            ArgumentError: the input is symbolic, or a mask was given.
        """
        if mask is not None:
            raise ArgumentError.of("call.mask_of_cell", where=self.where)
        if symbolic_tensors(inputs) is not None:
            raise ArgumentError.of("recurrent.cell_in_graph", where=self.where, kind=type(self).__name__)
        x = torch.as_tensor(inputs)
        self.ensure_built((None, *x.shape[1:]))
        self.draw_missing()
        like = self.kernel.array
        several = isinstance(states, (list, tuple))
        given = () if states is None else tuple(states) if several else (states,)
        tensors = tuple(torch.as_tensor(state).to(like) for state in given)
        tensors = tensors or (like.new_zeros((len(x), self.units)),) * self.num_states
        context = Context(training, seed_of_call(self)).inside(self.recurrence(stream=0).stream)
        with torch.no_grad():
            y, new_states, _ = self.forward(x.to(like), tensors, context)
        results = [value if isinstance(inputs, Tensor) else value.cpu().numpy() for value in (y, *new_states)]
        return results[0], results[1:] if several or self.num_states > 1 else results[1]


def gate_of(activation: ActivationFunction | None) -> Gate:
    """An activation in the form the operations take."""
    return Gate() if activation is None else Gate(activation.name, activation.options)


def check_use_cudnn(value: Any, where: str) -> None:
    """Keras' switch between two implementations; here there is one.

    Raises:
        ArgumentError: it is neither "auto", True nor False.
    """
    if not isinstance(value, (str, bool)) or value not in ("auto", True, False):
        raise ArgumentError.of("recurrent.use_cudnn", where=where, got=as_written(value))
