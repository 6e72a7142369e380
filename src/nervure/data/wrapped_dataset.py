"""A dataset around another one, which it asks for everything that it does not change."""

from __future__ import annotations

from nervure.data.dataset import Dataset, Resumption


class WrappedDataset(Dataset):
    """As long as the dataset inside, and with its names; subclasses say what their ``batches`` are.

    Args:
        dataset: the one inside.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    @property
    def dataset(self) -> Dataset:
        """The dataset inside."""
        return self._dataset

    @property
    def num_batches(self) -> int | None:
        """That of the dataset inside."""
        return self._dataset.num_batches

    @property
    def num_samples(self) -> int | None:
        """That of the dataset inside."""
        return self._dataset.num_samples

    @property
    def is_repeatable(self) -> bool:
        """That of the dataset inside."""
        return self._dataset.is_repeatable

    @property
    def resumption(self) -> Resumption:
        """That of the dataset inside."""
        return self._dataset.resumption

    @property
    def input_names(self) -> tuple[str, ...] | None:
        """Those of the dataset inside."""
        return self._dataset.input_names

    @property
    def target_names(self) -> tuple[str, ...] | None:
        """Those of the dataset inside."""
        return self._dataset.target_names
