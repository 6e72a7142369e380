"""Embedding: a learned vector for each word."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import Count, Flag, checked
from nervure.arguments.kinds import WholeNumber
from nervure.errors import ShapeError
from nervure.initializers import GivenArray
from nervure.initializers.fixed_values import numbers_in
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_EMBEDDING
from nervure.layers.options import EmbeddingOptions
from nervure.ops.embedding import EMBEDDING
from nervure.ops.masking import mask_op, not_zero
from nervure.symbolic import Shape


class Embedding(Layer):
    r"""Maps whole numbers (words, categories) to learned vectors: row x of a table.

    Use it as the first layer of a network that reads words. It reads the integers exactly as fed, whatever the model's
    precision.

    .. math:: y_{nt} = E_{x_{nt}}

    Args:
        input_dim: the number of different values: the largest plus one.
        output_dim: the size of each vector.
        embeddings_initializer: initializes the table.
        embeddings_regularizer: a penalty on the table that is added to the loss.
        embeddings_constraint: a map applied to the table after each update.
        mask_zero: whether 0 means padding: subsequent layers then ignore these steps, as with :class:`Masking`.
        weights: the initial table, an array ``(input_dim, output_dim)``, alone or in a list.
        kwargs: ``name``, ``trainable``; ``input_length``, the older way to say ``input_shape=(input_length,)``: see
            :class:`Layer`.

    Input shape:
        ``(N, T)``, or any other

    Output shape:
        ``(N, T, output_dim)``

    Parameters:
        embeddings E: ``(input_dim, output_dim)``

    Backward:
        each row gets the sum of the gradients at all positions that used it; the integers have no gradient.

    Raises:
        ArgumentError: ``input_dim`` or ``output_dim`` is not a positive whole number.
        ShapeError: ``weights`` does not have the shape of the table.
        DataError: at run time: a number is not a row of the table.

    Source:
        Bengio, Ducharme, Vincent and Jauvin, "A neural probabilistic language model" (2003),
        https://jmlr.org/papers/v3/bengio03a.html

    Examples:
        >>> import numpy as np
        >>> Embedding(1000, 8)(np.array([[4, 20, 7]])).shape
        (1, 3, 8)
    """

    not_called = OF_EMBEDDING

    passes_mask = False

    @checked
    def __init__(
        self,
        input_dim: Count,
        output_dim: Count,
        embeddings_initializer: InitializerLike = "uniform",
        embeddings_regularizer: RegularizerLike = None,
        embeddings_constraint: ConstraintLike = None,
        mask_zero: Flag = False,
        weights: Any = None,
        **kwargs: Unpack[EmbeddingOptions],
    ) -> None:
        length = kwargs.pop("input_length", None)
        if length is not None and "input_shape" not in kwargs:
            kwargs["input_shape"] = (WholeNumber(1).take(length, "input_length", "Embedding"),)
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim
        self.embeddings_initializer = embeddings_initializer
        self.embeddings_regularizer = embeddings_regularizer
        self.embeddings_constraint = embeddings_constraint
        self.mask_zero = mask_zero
        if weights is not None:
            self.embeddings_initializer = GivenArray(self._table(weights))

    def _table(self, weights: Any) -> Any:
        given = weights[0] if isinstance(weights, (list, tuple)) and len(weights) == 1 else weights
        table = numbers_in(given, "Embedding(weights=...)")
        shape = tuple(table.shape)
        if shape != (self.input_dim, self.output_dim):
            expected = (self.input_dim, self.output_dim)
            raise ShapeError.of("embedding.weights", where="Embedding", expected=expected, got=shape)
        return table

    def get_config(self) -> dict[str, Any]:
        """The arguments without ``weights``, which the parameters already hold."""
        return {**super().get_config(), "weights": None}

    def check_input(self, input_shape: Shape) -> None:
        """One input of any shape."""
        check_one_input(input_shape, self.where)

    def build(self, input_shape: Shape | None = None) -> None:
        """Adds the table (input_dim, output_dim)."""
        self.embeddings = self.add_weight(
            "embeddings", (self.input_dim, self.output_dim), self.embeddings_initializer,
            regularizer=self.embeddings_regularizer, constraint=self.embeddings_constraint,
        )  # fmt: skip

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(N, T) -> (N, T, output_dim)."""
        return (*input_shape, self.output_dim)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The rows, and the mask with ``mask_zero``."""
        outputs = lowering.step("output", EMBEDDING, inputs, self.parameters, where=self.where)
        if self.mask_zero:
            (mask,) = lowering.step("mask", mask_op(not_zero, reads_as_fed=True), inputs)
            lowering.set_mask(outputs[0], mask, rank=len(lowering.shape))
        return outputs
