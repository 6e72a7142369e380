"""Attention and AdditiveAttention: queries read from the values according to their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Unpack

from nervure.arguments import Dropped, Flag, Whole, checked
from nervure.arguments.kinds import OneOf
from nervure.errors import ShapeError
from nervure.layers.call_options import CallOptions
from nervure.layers.dropout import mask_stream
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_ATTENTION
from nervure.layers.options import AttentionOptions
from nervure.ops.attention import ATTENTION, AttentionForm
from nervure.shapes import shape_text
from nervure.symbolic import Shape

Shapes = Sequence[Shape]


ScoreMode = Annotated[str, OneOf(("dot", "concat"), "attention.score_mode")]


class Attention(Layer):
    r"""Weighted means of the values; how well each query matches each key sets the weights.

    Call it with ``[query, value]`` or ``[query, value, key]``; without keys, the values serve as keys. Masked values
    are ignored, and masked queries give 0.

    .. math::
        y_i = \sum_j p_{ij} v_j, \quad p_i = \operatorname{softmax}(s_i), \quad
        s_{ij} = c\, q_i \cdot k_j \;\text{(dot)} \quad\text{or}\quad w \sum_d \tanh(c (q_{id} + k_{jd}))
        \;\text{(concat)}

    Args:
        use_scale: whether to learn a scale c for the scores.
        score_mode: ``"dot"`` or ``"concat"``.
        dropout: the fraction of the weights to drop in training.
        seed: an integer that selects the stream of dropout masks, as in ``Dropout``.
        kwargs: ``name``, ``trainable``: see :class:`Layer`.

    Call arguments:
        use_causal_mask: whether a query ignores values that come after it.
        return_attention_scores: whether to return the weights (N, Tq, Tv) as a second output.

    Input shape:
        a list of ``(N, Tq, D)``, ``(N, Tv, C)`` and, where given, ``(N, Tv, D)``

    Output shape:
        ``(N, Tq, C)``

    Parameters:
        scale: ``()`` if ``use_scale``; concat_score_weight: ``()`` for ``"concat"``; 1 at the start.

    Backward:
        ``dv = p^T dy``, ``dp = dy v^T``, ``ds = p (dp - sum(dp p))``, for dot ``dq = c ds k``, ``dk = c ds^T q``.

    Raises:
        ArgumentError: the score mode is unknown, or dropout is outside [0, 1).
        ShapeError: not two or three sequences, or incompatible sizes.

    Source:
        Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation" (2015),
        https://arxiv.org/abs/1508.04025

    Examples:
        >>> import numpy as np
        >>> Attention()([np.ones((2, 3, 4), "float32"), np.ones((2, 5, 4), "float32")]).shape
        (2, 3, 4)
    """

    not_called = OF_ATTENTION

    @checked
    def __init__(
        self,
        use_scale: Flag = False,
        score_mode: ScoreMode = "dot",
        dropout: Dropped = 0.0,
        seed: Whole | None = None,
        **kwargs: Unpack[AttentionOptions],
    ) -> None:
        self.call_options = CallOptions.taken_from(kwargs)
        super().__init__(**kwargs)
        self.use_scale, self.score_mode = use_scale, score_mode
        self.dropout = dropout
        self.seed = seed

    def __call__(
        self,
        inputs: Any,
        training: bool = False,
        *,
        mask: Any = None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """Like :meth:`Layer.__call__`, with Keras' two call arguments, which must be the same at every call.

        Raises:
            ArgumentError: an earlier call used other arguments.
        """
        given = {"return_attention_scores": return_attention_scores, "use_causal_mask": use_causal_mask}
        self.call_options.take(given, self)
        return super().__call__(inputs, training, mask=mask)

    @property
    def num_outputs(self) -> int:  # type: ignore[override]
        """2 if the weights are returned, else 1."""
        return 2 if self.call_options["return_attention_scores"] else 1

    def check_input(self, input_shape: Shapes) -> None:
        """Two or three sequences with compatible sizes."""
        several = all(isinstance(shape, (list, tuple)) for shape in input_shape)
        if not several or len(input_shape) not in (2, 3) or any(len(shape) != 3 for shape in input_shape):
            raise ShapeError.of("attention.inputs", where=self.where, got=shape_text(input_shape))
        query, value, key = (*input_shape, input_shape[1])[:3]
        if not _agree(query[-1], key[-1]) or not _agree(value[1], key[1]):
            raise ShapeError.of("attention.sizes", where=self.where, got=shape_text(input_shape))

    def build(self, input_shape: Shapes) -> None:
        """Adds the scale and the score weight if they are used."""
        self.scale = self.concat_score_weight = None
        if self.use_scale:
            self.scale = self.add_weight("scale", (), "ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight("concat_score_weight", (), "ones")

    def compute_output_shape(self, input_shape: Shapes) -> Any:
        """(N, Tq, C), and the weights (N, Tq, Tv) if requested."""
        query, value = input_shape[:2]
        output = (*query[:-1], value[-1])
        return (output, (*query[:-1], value[1])) if self.num_outputs == 2 else output

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which also reads the masks of queries and values."""
        masks = lowering.mask(inputs[0]), lowering.mask(inputs[1])
        form = AttentionForm(
            scores=self.score_mode,
            has_key=len(inputs) == 3,
            has_query_mask=masks[0] is not None,
            has_value_mask=masks[1] is not None,
            use_scale=self.use_scale,
            is_causal=self.call_options["use_causal_mask"],
            returns_scores=self.num_outputs == 2,
            rate=self.dropout,
            stream=mask_stream(self.seed, lowering),
        )
        read = (*inputs, *(mask for mask in masks if mask is not None))
        return lowering.step("output", ATTENTION, read, self.parameters, num_outputs=self.num_outputs, form=form)


class AdditiveAttention(Attention):
    r"""Additive (Bahdanau) attention, for queries and keys of different kinds.

    .. math::
        y_i = \sum_j p_{ij} v_j, \quad p_i = \operatorname{softmax}(s_i), \quad
        s_{ij} = \sum_d c_d \tanh(q_{id} + k_{jd})

    Args:
        use_scale: whether to learn the scale c; otherwise it is 1.
        dropout: the fraction of the weights to drop in training.
        kwargs: ``seed``: as in ``Attention``; ``name``, ``trainable``: see :class:`Layer`.

    Call arguments:
        those of ``Attention``

    Input shape:
        a list of ``(N, Tq, D)``, ``(N, Tv, C)`` and, where given, ``(N, Tv, D)``

    Output shape:
        ``(N, Tq, C)``

    Parameters:
        scale: ``(D,)`` if ``use_scale``

    Backward:
        as in ``Attention``; ``du = ds c (1 - tanh^2)``, ``dq = sum_j du``, ``dk = sum_i du``.

    Raises:
        ArgumentError: a dropout outside [0, 1).
        ShapeError: not two or three sequences, or incompatible sizes.

    Source:
        Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning to align and translate" (2015),
        https://arxiv.org/abs/1409.0473

    Examples:
        >>> import numpy as np
        >>> AdditiveAttention()([np.ones((2, 3, 4), "float32"), np.ones((2, 5, 4), "float32")]).shape
        (2, 3, 4)
    """

    @checked
    def __init__(self, use_scale: Flag = True, dropout: Dropped = 0.0, **kwargs: Unpack[AttentionOptions]) -> None:
        super().__init__(use_scale=use_scale, dropout=dropout, **kwargs)
        self.score_mode = "additive"

    def build(self, input_shape: Shapes) -> None:
        """Adds the scale, (D,)."""
        self.scale = None
        if self.use_scale:
            self.scale = self.add_weight("scale", (int(input_shape[0][-1] or 0),), "glorot_uniform")

    def check_input(self, input_shape: Shapes) -> None:
        """Two or three sequences with compatible sizes and a known number of features."""
        super().check_input(input_shape)
        features = input_shape[0][-1]
        if features is None or (self.built and features != self.built_shape[0][-1]):
            raise ShapeError.of("attention.sizes", where=self.where, got=shape_text(input_shape))


def _agree(first: int | None, second: int | None) -> bool:
    return first is None or second is None or first == second
