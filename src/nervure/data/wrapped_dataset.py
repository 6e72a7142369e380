"""A dataset that wraps another one and delegates everything that it does not change."""

from __future__ import annotations

from nervure.data.dataset import Dataset, Resumption


class WrappedDataset(Dataset):
    """A dataset with the length and names of the wrapped one; subclasses define ``batches``.

    Args:
        dataset: the wrapped dataset.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    @property
    def dataset(self) -> Dataset:
        """The wrapped dataset."""
        return self._dataset

    @property
    def num_batches(self) -> int | None:
        """As for the wrapped dataset."""
        return self._dataset.num_batches

    @property
    def num_samples(self) -> int | None:
        """As for the wrapped dataset."""
        return self._dataset.num_samples

    @property
    def is_repeatable(self) -> bool:
        """As for the wrapped dataset."""
        return self._dataset.is_repeatable

    @property
    def resumption(self) -> Resumption:
        """As for the wrapped dataset."""
        return self._dataset.resumption

    @property
    def input_names(self) -> tuple[str, ...] | None:
        """As for the wrapped dataset."""
        return self._dataset.input_names

    @property
    def target_names(self) -> tuple[str, ...] | None:
        """As for the wrapped dataset."""
        return self._dataset.target_names
