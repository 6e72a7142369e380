"""The arguments shared by all layers, declared once: what a layer's ``**kwargs`` accept.

:class:`nervure.layers.layer.Layer` documents each of them. A layer that has some of them in its own signature, as in
Keras, takes only the others.
"""

from __future__ import annotations

from typing import TypedDict

from nervure.arguments import Count, Flag, NumType, SampleShape, Word
from nervure.layers.declared_shape import DeclaredShape
from nervure.layers.families import RegularizerLike


class _Shaped(TypedDict, total=False):
    trainable: Flag
    input_shape: DeclaredShape | None
    batch_input_shape: SampleShape | None


class _Sized(TypedDict, total=False):
    input_dim: Count | None


class _Named(TypedDict, total=False):
    name: Word | None


class _Typed(TypedDict, total=False):
    dtype: NumType | None


class _Penalized(TypedDict, total=False):
    activity_regularizer: RegularizerLike


class UntypedOptions(_Sized, _Shaped, _Penalized):
    """For layers with ``name`` and ``dtype`` in their own signature."""


class UnnamedOptions(UntypedOptions, _Typed):
    """For layers with ``name`` in their own signature."""


class PenalizedOptions(UnnamedOptions, _Named):
    """For all other layers: every argument of :class:`nervure.layers.layer.Layer`."""


class LayerOptions(_Sized, _Shaped, _Typed, _Named):
    """For layers with ``activity_regularizer`` in their own signature."""


class EmbeddingOptions(_Shaped, _Typed, _Named, _Penalized, total=False):
    """For ``Embedding``, whose ``input_dim`` means something else."""

    input_length: Count | None


class NormalizationOptions(PenalizedOptions, total=False):
    """For ``LayerNormalization``: Keras has removed ``rms_scaling``."""

    rms_scaling: bool


class LeakyOptions(PenalizedOptions, total=False):
    """For ``LeakyReLU``: ``alpha`` is the older name of ``negative_slope``."""

    alpha: float


class AttentionOptions(PenalizedOptions, total=False):
    """For the attention layers: a configuration records how they were called."""

    call_arguments: dict[str, bool] | None


class ProjectedOptions(LayerOptions, total=False):
    """For ``MultiHeadAttention``, with ``activity_regularizer`` in its own signature."""

    call_arguments: dict[str, bool] | None


class CellOptions(PenalizedOptions, total=False):
    """For recurrent cells: older Keras versions had two implementations."""

    implementation: int


class RecurrentOptions(LayerOptions, total=False):
    """For recurrent layers: older Keras versions had two implementations."""

    implementation: int
