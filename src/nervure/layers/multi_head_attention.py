"""MultiHeadAttention: attention by several heads side by side, the heart of a transformer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nervure import constraints, regularizers
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.arguments import as_written, fraction, left_at_default, positive_integer, whole_number
from nervure.layers.call_options import CallOptions
from nervure.layers.dropout import mask_stream
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.ops.multi_head_attention import MULTI_HEAD_ATTENTION, HeadsForm
from nervure.shapes import shape_text
from nervure.symbolic import Shape

Shapes = Sequence[Shape]
_OPTIONS = ("return_attention_scores", "use_causal_mask", "key", "attention_mask")


class MultiHeadAttention(Layer):
    r"""Attention by several heads, each with its own projections of queries, keys and values.

    Call it with ``(query, value)`` or ``(query, value, key)``; ``layer(x, x)`` is self-attention.

    .. math::
        y = \sum_h \operatorname{softmax}\Bigl(\tfrac{Q_h K_h^\top}{\sqrt{d}}\Bigr) V_h W^O_h + b^O

    Args:
        num_heads: how many heads.
        key_dim: d, the size of a head's queries and keys.
        value_dim: the size of a head's values; ``key_dim`` unless given.
        dropout: the part of the weights that is dropped in training.
        use_bias: whether the projections have biases.
        output_shape: the size or sizes of the output behind its steps; that of the queries unless given.
        attention_axes: only None or the axis of the steps, 1.
        sliding_window: a query sees only values fewer than so many steps away; None for all.
        flash_attention: without effect: it chooses a kernel of Keras'.
        kernel_initializer: draws the first kernels.
        bias_initializer: draws the first biases.
        kernel_regularizer: a penalty on the kernels that is added to the loss.
        bias_regularizer: a penalty on the biases.
        activity_regularizer: only None.
        kernel_constraint: a map applied to the kernels after each update.
        bias_constraint: a map applied to the biases.
        use_gate: whether a sigmoid of the queries multiplies what the heads give.
        seed: an integer chooses the stream of masks of the dropout, as in ``Dropout``.
        kwargs: ``name``, ``trainable``: see :class:`Layer`.

    Call arguments:
        attention_mask: (N, T, S), True (or not 0) where a query may look.
        use_causal_mask: whether a query sees only values that do not come after it.
        return_attention_scores: whether the weights (N, heads, T, S) are a second output.

    Input shape:
        ``(N, T, D)``, ``(N, S, C)`` and, where given, ``(N, S, D')``

    Output shape:
        ``(N, T, D)``, or ``(N, T, *output_shape)``

    Parameters:
        query/kernel, key/kernel, gate/kernel (if used), value/kernel: ``(features, num_heads, size)``;
        query/bias, key/bias, gate/bias, value/bias: ``(num_heads, size)``;
        attention_output/kernel: ``(num_heads, value_dim, *outputs)``; attention_output/bias: ``outputs``.

    Backward:
        ``dV = P^T dO``, ``dP = dO V^T``, ``dS = P (dP - sum(dP P))``, ``dQ = dS K / sqrt(d)``,
        ``dK = dS^T Q / sqrt(d)``; each projection as in ``Dense``.

    Raises:
        ArgumentError: a size that is no positive whole number, or a dropout outside [0, 1).
        ShapeError: inputs that are no sequences, or of other sizes than it was built for.

    Source:
        Vaswani et al., "Attention is all you need" (2017), https://arxiv.org/abs/1706.03762

    Examples:
        >>> import numpy as np
        >>> x = np.ones((2, 5, 8), "float32")
        >>> MultiHeadAttention(num_heads=2, key_dim=4)(x, x, use_causal_mask=True).shape
        (2, 5, 8)
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: int | Sequence[int] | None = None,
        attention_axes: int | Sequence[int] | None = None,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.call_options = CallOptions.taken_from(kwargs)
        super().__init__(**kwargs)
        where = "MultiHeadAttention"
        self.num_heads = positive_integer(num_heads, "num_heads", where)
        self.key_dim = positive_integer(key_dim, "key_dim", where)
        self.value_dim = self.key_dim if value_dim is None else positive_integer(value_dim, "value_dim", where)
        self.dropout = fraction(dropout, "dropout", where)
        self.use_bias, self.use_gate = bool(use_bias), bool(use_gate)
        sizes = output_shape if isinstance(output_shape, (list, tuple)) else [output_shape]
        given = [] if output_shape is None else sizes
        self.sizes = tuple(positive_integer(size, "output_shape", where) for size in given)
        if attention_axes not in (None, 1, (1,), [1]):
            raise ArgumentError.of("attention.axes", where=where, got=as_written(attention_axes))
        self.window = None if sliding_window is None else positive_integer(sliding_window, "sliding_window", where)
        left_at_default(activity_regularizer, None, "activity_regularizer", where)
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.seed = None if seed is None else whole_number(seed, "seed", where)

    def __call__(  # type: ignore[override]
        self,
        query: Any,
        value: Any = None,
        key: Any = None,
        *,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool = False,
        use_causal_mask: bool = False,
        mask: Any = None,
    ) -> Any:
        """As :meth:`Layer.__call__`, with Keras' arguments of the call, the same at every call.

        Args:
            query: (N, T, D), or the list of all inputs.
            value: (N, S, C).
            key: (N, S, D'); the values unless given.
            attention_mask: (N, T, S), True (or not 0) where a query may look.
            return_attention_scores: whether the weights are a second output.
            training: whether to compute as in training.
            use_causal_mask: whether a query sees only values that do not come after it.
            mask: for arrays: (N, T), True where a step of the queries is real.

        Raises:
            ArgumentError: the layer was called in another way before.
        """
        inputs = list(query) if isinstance(query, (list, tuple)) else [query, value, key, attention_mask]
        chosen = (return_attention_scores, use_causal_mask, key is not None, attention_mask is not None)
        self.call_options.take(dict(zip(_OPTIONS, chosen, strict=True)), self)
        return super().__call__([x for x in inputs if x is not None], training, mask=mask)

    @property
    def num_outputs(self) -> int:  # type: ignore[override]
        """2 with the weights, else 1."""
        return 2 if self.call_options["return_attention_scores"] else 1

    def check_input(self, input_shape: Shapes) -> None:
        """Sequences of known numbers of features, those it was built for."""
        several = all(isinstance(shape, (list, tuple)) for shape in input_shape)
        has_key, has_mask = self.call_options["key"], self.call_options["attention_mask"]
        sequences = input_shape[: 2 + has_key]
        if not several or len(input_shape) != 2 + has_key + has_mask or any(len(shape) != 3 for shape in sequences):
            raise ShapeError.of("multi_head_attention.inputs", where=self.where, got=shape_text(input_shape))
        value, key = sequences[1], sequences[-1]
        unknown = any(shape[-1] is None for shape in sequences)
        built = self.built_shape[: 2 + has_key] if self.built else sequences
        other = any(shape[-1] != before[-1] for shape, before in zip(sequences, built, strict=True))
        if unknown or other or (None not in (value[1], key[1]) and value[1] != key[1]):
            raise ShapeError.of("multi_head_attention.sizes", where=self.where, got=shape_text(input_shape))

    def build(self, input_shape: Shapes) -> None:
        """Adds kernels and biases of the projections, in Keras' order."""
        query, value = (int(shape[-1] or 0) for shape in input_shape[:2])
        key = int(input_shape[2][-1] or 0) if self.call_options["key"] else value
        self._add_projection("query", (query, self.num_heads, self.key_dim), 1)
        self._add_projection("key", (key, self.num_heads, self.key_dim), 1)
        if self.use_gate:
            self._add_projection("gate", (query, self.num_heads, self.value_dim), 1)
        self._add_projection("value", (value, self.num_heads, self.value_dim), 1)
        outputs = self.sizes or (query,)
        self._add_projection("attention_output", (self.num_heads, self.value_dim, *outputs), 2)

    def _add_projection(self, name: str, shape: tuple[int, ...], num_inputs: int) -> None:
        self.add_weight(
            f"{name}/kernel", shape, self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        if self.use_bias:
            self.add_weight(
                f"{name}/bias", shape[num_inputs:], self.bias_initializer,
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip

    def output_shape(self, input_shape: Shapes) -> Any:
        """(N, T, D) or (N, T, *output_shape), with the weights (N, heads, T, S) where they are wanted."""
        query, value = input_shape[:2]
        output = (*query[:-1], *(self.sizes or query[-1:]))
        return (output, (query[0], self.num_heads, query[1], value[1])) if self.num_outputs == 2 else output

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which reads the masks of its inputs too."""
        has_key = self.call_options["key"]
        named = zip(("query", "value", "key"), inputs[: 2 + has_key], strict=False)
        masks = {name: lowering.mask(slot) for name, slot in named}
        found = {name: slot for name, slot in masks.items() if slot is not None}
        if self.call_options["attention_mask"]:
            found["attention"] = inputs[-1]
        form = HeadsForm(
            has_key, tuple(found), self.use_bias, self.use_gate, self.call_options["use_causal_mask"], self.window,
            self.num_outputs == 2, self.dropout, mask_stream(self.seed, lowering),
        )  # fmt: skip
        read = (*inputs[: 2 + has_key], *found.values())
        return lowering.step(
            "output", MULTI_HEAD_ATTENTION, read, self.parameters, num_outputs=self.num_outputs, form=form
        )
