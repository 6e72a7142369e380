"""The arguments that all layers have in common, declared once: what stands behind ``**kwargs`` of a layer.

What each of them means stands in :class:`nervure.layers.layer.Layer`. Layers that name some of them in their own
signature, as Keras' do, take the others.
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
    """Of layers that name ``name`` and ``dtype`` themselves."""


class UnnamedOptions(UntypedOptions, _Typed):
    """Of layers that name ``name`` themselves."""


class PenalizedOptions(UnnamedOptions, _Named):
    """Of all others: every argument of :class:`nervure.layers.layer.Layer`."""


class LayerOptions(_Sized, _Shaped, _Typed, _Named):
    """Of layers that name ``activity_regularizer`` themselves."""


class EmbeddingOptions(_Shaped, _Typed, _Named, _Penalized, total=False):
    """Of ``Embedding``, whose ``input_dim`` means something else."""

    input_length: Count | None


class NormalizationOptions(PenalizedOptions, total=False):
    """Of ``LayerNormalization``: Keras has withdrawn ``rms_scaling``."""

    rms_scaling: bool


class LeakyOptions(PenalizedOptions, total=False):
    """Of ``LeakyReLU``: ``alpha`` is the older name of ``negative_slope``."""

    alpha: float


class AttentionOptions(PenalizedOptions, total=False):
    """Of the attention layers: a configuration keeps how they were called."""

    call_arguments: dict[str, bool] | None


class ProjectedOptions(LayerOptions, total=False):
    """Of ``MultiHeadAttention``, which names ``activity_regularizer`` itself."""

    call_arguments: dict[str, bool] | None


class CellOptions(PenalizedOptions, total=False):
    """Of recurrent cells: Keras' older versions could compute in two ways."""

    implementation: int


class RecurrentOptions(LayerOptions, total=False):
    """Of recurrent layers: Keras' older versions could compute in two ways."""

    implementation: int
