"""What every layer is: arguments, parameters, one shape rule, and the op steps it lowers into."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure import initializers
from nervure.arguments import Count, Flag, NumType, SampleShape, Word, checked
from nervure.arguments.kinds import DType, YesNo
from nervure.errors import ArgumentError, ShapeError, StateError
from nervure.kernels.products import fix_order_of_sums
from nervure.language import text
from nervure.layers.building import once
from nervure.layers.call_arguments import call_arguments
from nervure.layers.declared_shape import DeclaredShape, declared_shape
from nervure.layers.drawn import Drawn, one_or_all
from nervure.layers.families import RegularizerLike
from nervure.layers.given_arrays import set_parameters
from nervure.layers.layer_op import op_of
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_LAYER, OF_LOWERED
from nervure.layers.shape_remedies import explain
from nervure.layers.single_call import compute
from nervure.layers.weight_arguments import weight_arguments
from nervure.layers.weight_lists import WeightLists
from nervure.ops.op import Context
from nervure.parameter import Parameter, Penalty, Projection
from nervure.randomness import fold, starting_seed, stream_id
from nervure.registry import Configurable, suggestion
from nervure.symbolic import Node, Shape, SymbolicTensor, symbolic_tensors

_INITIAL_WEIGHTS = stream_id("initial weights")
_COMMON_ARGUMENTS = (
    "name", "trainable", "dtype", "activity_regularizer", "input_shape", "input_dim", "batch_input_shape",
)  # fmt: skip


class OwnedParameter(NamedTuple):
    """A parameter as part of a network.

    Attributes:
        name: its path, ``conv2d_1/kernel``.
        parameter: the parameter.
        layer: the layer that decides whether it trains.
        is_carried: whether it is not a weight but a state carried from batch to batch.
    """

    name: str
    parameter: Parameter
    layer: Layer
    is_carried: bool = False


class Layer(Drawn, WeightLists, Configurable):
    """A building block of a network. Subclass it to write your own.

    A custom layer needs four methods: ``build(input_shape)`` calls :meth:`add_weight`;
    ``compute_output_shape(input_shape)``; ``forward(x, context) -> (y, cache)``; and ``backward(dy, cache) -> (dx,
    {"kernel": dkernel, ...})``. ``nervure.testing.check_layer`` verifies it. A ``forward`` with a third argument
    ``mask`` receives the mask of a masked input, (N, T), True for real steps. Random numbers come from
    ``context.normal(x)`` or ``context.uniform(x)``: they depend on the run's seed, the layer's position in the network
    and the step number.

    Args:
        name: the name used in summaries, gradients and files; by default the class name with a number.
        trainable: False freezes its weights.
        dtype: for compatibility with Keras only; precision is a setting of the whole model: ``compile(precision=...)``.
        activity_regularizer: a penalty on the outputs, divided by the number of samples, that is added to the loss.
        input_shape: the shape of one sample, if the layer is the first of a model.
        input_dim: shorthand for ``input_shape=(input_dim,)``.
        batch_input_shape: ``input_shape`` preceded by the batch axis.

    Examples:
        >>> import torch
        >>> class Scale(Layer):
        ...     def build(self, input_shape):
        ...         self.factor = self.add_weight("factor", (input_shape[-1],), "ones")
        ...     def compute_output_shape(self, input_shape):
        ...         return input_shape
        ...     def forward(self, x, context):
        ...         return x * self.factor.array, x
        ...     def backward(self, dy, x):
        ...         return dy * self.factor.array, {"factor": (dy * x).flatten(0, -2).sum(0)}
        >>> Scale()(torch.ones(2, 3)).shape
        torch.Size([2, 3])
    """

    not_called: ClassVar[Mapping[str, str]] = OF_LAYER
    num_outputs: ClassVar[int] = 1
    # Whether the mask of the (first) input is passed on to the output, if that keeps the batch and time axes.
    passes_mask: ClassVar[bool] = True
    # Whether a sample's output in training depends on the other samples of its batch (batch statistics).
    mixes_samples: ClassVar[bool] = False
    # Whether a given mask is aligned with the last axes of the input instead of the first.
    aligns_masks_at_end: ClassVar[bool] = False
    _default_name: ClassVar[str]
    # Whether ``build`` may run any number of times, and whether it is running.
    builds_itself: ClassVar[bool] = False
    is_building: bool = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Makes a layer build only once, even if its ``build`` is called directly before the layer."""
        super().__init_subclass__(**options)
        if "lower" in vars(cls):
            cls.not_called = {**vars(cls).get("not_called", {}), **OF_LOWERED}
        if "build" in vars(cls) and not cls.builds_itself:
            cls.build = once(cls.build)  # type: ignore[method-assign]

    @checked
    def __init__(
        self,
        *,
        name: Word | None = None,
        trainable: Flag = True,
        dtype: NumType | None = None,
        activity_regularizer: RegularizerLike = None,
        input_shape: DeclaredShape | None = None,
        input_dim: Count | None = None,
        batch_input_shape: SampleShape | None = None,
        **unknown: Any,
    ) -> None:
        kind = type(self).__name__
        for argument in unknown:
            known = [name for name in dict.fromkeys([*self._arguments, *_COMMON_ARGUMENTS]) if name not in unknown]
            near = suggestion(argument, dict.fromkeys(known))
            fix = text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")
            raise ArgumentError.of(
                "registry.unknown_argument", where=kind, name=argument, known=", ".join(known), fix=fix
            )
        if dtype not in (None, "float32"):
            raise ArgumentError.of("layer.dtype", where=kind, dtype=dtype)
        self._given_name = name
        self._number: str | None = None
        self._trainable = trainable
        self.activity_regularizer = activity_regularizer
        self._parameters: list[Parameter] = []
        self.built_shape: Any = None
        self._call: Node | None = None
        self.declared_shape = declared_shape(input_shape, input_dim, batch_input_shape)

    @property
    def name(self) -> str:
        """The given name, or the class name in snake case, numbered once the layer is part of a model."""
        return self._given_name or self._number or self.default_name()

    @classmethod
    def default_name(cls) -> str:
        """``Conv2D`` -> ``conv2d``, ``BatchNormalization`` -> ``batch_normalization``: Keras' spelling."""
        # Every walk asks for names. Cached on the class itself: a global table would keep all classes alive.
        if "_default_name" not in vars(cls):
            spaced = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", cls.__name__)
            cls._default_name = re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()
        return cls._default_name

    @property
    def has_given_name(self) -> bool:
        """Whether the user chose the name."""
        return self._given_name is not None

    @property
    def has_number(self) -> bool:
        """Whether a model has numbered it."""
        return self._number is not None

    def take_number(self, name: str) -> None:
        """Called by the model that the layer joins: sets its name unless the user chose one."""
        self._number = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"

    @property
    def where(self) -> str:
        """How errors name this layer: ``Conv2D 'conv2d_1'``."""
        return f"{type(self).__name__} '{self.name}'"

    @property
    def trainable(self) -> bool:
        """Whether training updates its weights. Takes effect at the next ``fit``."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = YesNo().take(value, "trainable", self.where)

    @property
    def built(self) -> bool:
        """Whether the input shape is known and the parameters exist. A ``build`` may set it to True, as in Keras."""
        return self.built_shape is not None

    @built.setter
    def built(self, value: bool) -> None:
        if not value:
            raise StateError.of("build.undone", where=self.where)

    def add_weight(
        self,
        name: Any = None,
        shape: Any = None,
        initializer: Any = None,
        *,
        dtype: Any = None,
        trainable: bool = True,
        regularizer: Penalty | None = None,
        constraint: Projection | None = None,
        memory_order: tuple[int, ...] | None = None,
    ) -> Parameter:
        """Adds a parameter, initialized as soon as the layer's position in a network is known.

        Args:
            name: within the layer, such as ``"kernel"``; by default ``"variable"`` with a number. As in Keras, the
                shape may come first instead: ``add_weight((3, 2), "zeros")``.
            shape: in Keras' layout; a scalar by default.
            initializer: a name or an object of ``nervure.initializers``; ``"glorot_uniform"`` by default.
            dtype: for compatibility with Keras only; precision is a setting of the whole model:
                ``compile(precision=...)``.
            trainable: False for state (moving averages).
            regularizer: a penalty on it, an object of ``nervure.regularizers``.
            constraint: applied after each update, an object of ``nervure.constraints``.
            memory_order: the order of the axes in memory that the kernels expect.

        Returns:
            The parameter; ``.array`` is its tensor.
        """
        if dtype is not None and DType().take(dtype, "dtype", self.where) != "float32":
            raise ArgumentError.of("layer.dtype", where=self.where, dtype=dtype)
        taken = [parameter.name for parameter in self._parameters]
        name, shape, initializer = weight_arguments(name, shape, initializer, taken, self.where)
        fix_order_of_sums()  # weights come before the first product, and afterwards it is too late
        parameter = Parameter(
            name, shape, initializers.get(initializer), trainable=trainable, memory_order=memory_order,
            regularizer=regularizer, constraint=constraint,
        )  # fmt: skip
        self._parameters.append(parameter)
        return parameter

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, in Keras' order of weights."""
        return tuple(self._parameters)

    def owned_parameters(self, path: str) -> list[OwnedParameter]:
        """The parameters by their names in a network that calls this layer ``path``; weights in Keras' order."""
        return [OwnedParameter(f"{path}/{parameter.name}", parameter, self) for parameter in self._parameters]

    @property
    def sublayers(self) -> tuple[Layer, ...]:
        """The nested layers; only models and wrapper layers have any."""
        return ()

    @property
    def fixes_batch_size(self) -> bool:
        """Whether it is built for a fixed batch size, as layers that carry a state per sample are."""
        return False

    def initialise(self, position: int, seed: int, dtype: torch.dtype = torch.float32) -> None:
        """Initializes parameters that have no value yet: a pure function of seed and position."""
        for number, parameter in enumerate(self._parameters):
            parameter.initialise(fold(seed, _INITIAL_WEIGHTS, position, number), dtype)

    def draw_missing(self) -> None:
        """Initializes parameters without a value, for a layer that is built before it joins a network."""
        if any(parameter.value is None for parameter in self.parameters):
            self.initialise(0, starting_seed(self))

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """Copies of all parameters, in Keras' order and layouts."""
        self.draw_missing()
        return [parameter.numpy() for parameter in self.parameters]

    def set_weights(self, weights: list[Any]) -> None:
        """Sets all parameters from arrays in the order and layouts of :meth:`get_weights`.

        Raises:
            ShapeError: the number of arrays or a shape differs.
        """
        self.draw_missing()
        set_parameters(self.where, self.parameters, weights)

    def count_params(self) -> int:
        """The total size of its parameters."""
        return sum(parameter.size for parameter in self.parameters)

    def check_input(self, input_shape: Any) -> None:
        """Raises a :class:`ShapeError` if the layer cannot take ``input_shape``; by default any shape is accepted."""

    @once
    def build(self, input_shape: Any) -> None:
        """Adds the parameters for inputs of ``input_shape`` (batch axis first, ``None``: any size).

        A direct call creates the weights at once; a layer that is already built keeps its weights.
        """

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output for inputs of ``input_shape``: the only shape arithmetic of the layer."""
        raise NotImplementedError(f"{type(self).__name__}.compute_output_shape")

    def forward(self, x: Any, context: Context) -> tuple[Any, Any]:
        """For custom layers: returns the output, and what :meth:`backward` needs from this batch."""
        raise NotImplementedError(f"{type(self).__name__}.forward")

    def backward(self, dy: Any, cache: Any) -> tuple[Any, dict[str, Tensor]]:
        """For custom layers: returns the gradient of the input, and those of the parameters by name."""
        raise NotImplementedError(f"{type(self).__name__}.backward")

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """Emits the layer's op steps; by default one step that calls :meth:`forward` and :meth:`backward`."""
        wants_mask = "mask" in inspect.signature(self.forward).parameters
        mask = lowering.mask(inputs[0]) if wants_mask else None
        read = inputs if mask is None else (*inputs, mask)
        op = op_of(self, len(read) - len(inputs), lowering.stream)
        return lowering.step("output", op, read, self.parameters, num_outputs=self.num_outputs)

    def place(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """Emits the steps and the masks of the outputs. Called by networks; a layer defines :meth:`lower`."""
        if lowering.shape is None:
            lowering.shape = self.built_shape
        outputs = self.lower(inputs, lowering)
        lowering.penalize(outputs, self.activity_regularizer)
        self.pass_masks(inputs, outputs, lowering)
        is_masked = any(lowering.mask_to_pass(slot) is not None for slot in inputs)
        goes_on = any(lowering.mask_to_pass(slot) is not None for slot in outputs)
        if is_masked and not goes_on and not lowering.uses_mask and not self.sublayers:
            lowering.report_lost_mask(self.where)
        return outputs

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """Passes the mask of the first input to the first output if :attr:`passes_mask` is set."""
        if self.passes_mask and lowering.mask_to_pass(outputs[0]) is None and self._keeps_time(lowering.shape):
            lowering.set_mask(outputs[0], lowering.mask_to_pass(inputs[0]))

    def _keeps_time(self, shape: Any) -> bool:
        """Whether the first output keeps the leading axes of the first input."""
        before, after = _first(shape), _first(self.compute_output_shape(shape))
        return len(after) > 1 and tuple(before[:2]) == tuple(after[:2])

    def ensure_built(self, input_shape: Any) -> None:
        """Builds the layer for ``input_shape`` unless it is already built; checks the shape either way."""
        self.check_input(input_shape)
        if not self.built:
            self.is_building = True
            try:
                self.build(input_shape)
            finally:
                self.is_building = False
            self.built_shape = input_shape

    def __call__(self, inputs: Any, training: bool = False, *, mask: Any = None) -> Any:
        """Adds the layer to a graph (symbolic input), or computes it (arrays or tensors).

        Args:
            inputs: one input, or a list of them.
            training: whether to compute as in training: random masks and batch statistics, which update the moving
                averages. As in Keras, a mask may be passed in its place.
            mask: for arrays: (N, T), True where a time step of the first input is real, or a list with one for each
                input; by default the mask that the previous layer attached to its result. In a graph masks come from
                ``Masking``, ``Embedding(mask_zero=True)`` or ``AttachMask``.

        Returns:
            Symbolic tensors for symbolic inputs; torch tensors for torch tensors; NumPy arrays otherwise. A mask
            travels with the result to the next layer.

        Raises:
            ArgumentError: a mask was given with a symbolic input, or ``training`` is neither a boolean nor a mask.
        """
        training, mask = call_arguments(training, mask, self.where)
        symbolic = symbolic_tensors(inputs)
        if symbolic is None:
            return self._compute(inputs, training, mask)
        if mask is not None:
            raise ArgumentError.of("layer.mask_in_graph", where=self.where)
        return self._draw(symbolic.tensors, symbolic.alone)

    def _draw(self, tensors: tuple[SymbolicTensor, ...], alone: bool) -> Any:
        shape = tensors[0].shape if alone else tuple(tensor.shape for tensor in tensors)
        try:
            self.ensure_built(shape)
            output = self.compute_output_shape(shape)
        except ShapeError as error:
            explain(error, self, tensors)
            raise
        shapes = tuple(output) if self.num_outputs > 1 else (output,)
        self._call = Node(self, tensors, shapes, input_shape=shape)
        return one_or_all(self._call.outputs)

    def _compute(self, inputs: Any, training: bool, mask: Any = None) -> Any:
        return compute(self, inputs, training, mask)


def _first(shapes: Any) -> Shape:
    """The first of several shapes, or the only one."""
    several = bool(shapes) and isinstance(shapes[0], (list, tuple))
    return tuple(shapes[0] if several else shapes)
