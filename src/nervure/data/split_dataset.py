"""Splits data in two, like Keras' ``split_dataset``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
from torch import Tensor
from torch.utils.data import Dataset as SampleDataset
from torch.utils.data import Subset, TensorDataset

from nervure.arguments import Flag, Whole, checked
from nervure.data.array_dataset import ArrayDataset
from nervure.data.column import column, is_array
from nervure.errors import ArgumentError, DataError
from nervure.randomness import fold, permutation, starting_seed, stream_id
from nervure.registry import look_up

if TYPE_CHECKING:
    from nervure.data.pictures import ImageFolder

_BACKENDS = dict.fromkeys(("tensorflow", "torch", "jax"))


@checked
def split_dataset(
    dataset: Any,
    left_size: float | None = None,
    right_size: float | None = None,
    shuffle: Flag = False,
    seed: Whole | None = None,
    preferred_backend: str | None = None,
) -> tuple[Any, Any]:
    """Splits data into a left and a right part, such as a training part and a held-out part.

    The left part has the first samples, the right part the last (Keras on torch draws them at random even without
    ``shuffle``; on TensorFlow it behaves as here). :func:`nervure.data.split` keeps class shares.

    Args:
        dataset: an array ``(N, ...)``, a list or tuple of arrays (x, y), a torch dataset of single samples, or a
            nervure dataset of arrays or images.
        left_size: the size of the left part: a number of samples, or a fraction between 0 and 1; None means the rest.
        right_size: the same for the right part.
        shuffle: whether the samples are drawn at random.
        seed: determines which are drawn; None means the seed that was set, else a new one.
        preferred_backend: Keras' argument, without effect here.

    Returns:
        Two parts that ``fit`` accepts directly: for arrays ``torch.utils.data.TensorDataset``, whose ``len`` is the
        number of samples; else the kind that was given.

    Raises:
        ArgumentError: a size is invalid, leaves a part empty, or exceeds the data.
        DataError: ``dataset`` cannot be split, or its arrays differ in length.

    Examples:
        >>> import numpy as np
        >>> left, right = split_dataset((np.arange(10), np.arange(10) * 2), left_size=0.8)
        >>> len(left), [(int(x), int(y)) for x, y in right]
        (8, [(8, 16), (9, 18)])
    """
    if preferred_backend is not None:
        look_up(preferred_backend, _BACKENDS, where="preferred_backend")
    source = _source(dataset)
    count = source.num_samples if isinstance(source, ArrayDataset) or _is_of_files(source) else len(source)
    left, right = _sizes(left_size, right_size, count)
    if not shuffle:
        return _taken(source, slice(0, left)), _taken(source, slice(count - right, count))
    start = starting_seed() if seed is None else seed
    order = permutation(fold(start, stream_id("split")), count)
    return _taken(source, order[:left]), _taken(source, order[count - right :])


def _is_of_files(dataset: Any) -> TypeGuard[ImageFolder]:
    from nervure.data.pictures import ImageFolder  # imports image decoding

    return isinstance(dataset, ImageFolder)


def _source(dataset: Any) -> Any:
    if isinstance(dataset, ArrayDataset) or _is_of_files(dataset):
        return dataset
    if isinstance(dataset, SampleDataset) and hasattr(dataset, "__len__"):
        return dataset
    arrays = list(dataset) if isinstance(dataset, (list, tuple)) else [dataset]
    if not arrays or not all(is_array(array) for array in arrays):
        kinds = ", ".join(type(array).__name__ for array in arrays[:3])
        raise DataError.of("split_dataset.kind", where="dataset", got=f"{type(dataset).__name__}: {kinds}")
    tensors = [column(array, where=f"dataset[{number}]").tensor for number, array in enumerate(arrays)]
    if len({len(tensor) for tensor in tensors}) > 1:
        raise DataError.of(
            "split_dataset.lengths", where="dataset", got=", ".join(str(len(tensor)) for tensor in tensors)
        )
    return TensorDataset(*tensors)


def _taken(source: Any, chosen: slice | Tensor) -> Any:
    if isinstance(source, TensorDataset):
        return TensorDataset(*(tensor[chosen] for tensor in source.tensors))
    if isinstance(source, ArrayDataset):
        return source.take(chosen, shuffle=source.shuffle)
    if _is_of_files(source):
        return source.only(np.arange(source.num_samples)[chosen])
    places = range(*chosen.indices(len(source))) if isinstance(chosen, slice) else chosen.tolist()
    return Subset(source, list(places))


def _sizes(left_size: Any, right_size: Any, count: int) -> tuple[int, int]:
    """The number of samples in each part, by Keras' rule."""
    if left_size is None and right_size is None:
        raise ArgumentError.of("split_dataset.no_size", where="split_dataset")
    left, right = _size(left_size, count, "left_size"), _size(right_size, count, "right_size")
    left = count - right if left is None and right is not None else left
    right = count - left if right is None and left is not None else right
    assert left is not None
    assert right is not None
    if left < 1 or right < 1 or left + right > count:
        raise ArgumentError.of("split_dataset.sum", where="split_dataset", count=count, left=left, right=right)
    return left, right


def _size(size: Any, count: int, where: str) -> int | None:
    if size is None:
        return None
    is_part = isinstance(size, (float, np.floating))
    is_count = isinstance(size, (int, np.integer)) and not isinstance(size, bool)
    if not (is_part and 0 < size < 1) and not (is_count and 0 < size < count):
        raise ArgumentError.of("split_dataset.size", where=where, name=where, count=count, got=repr(size))
    return round(float(size) * count) if is_part else int(size)
