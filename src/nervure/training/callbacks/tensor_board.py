"""TensorBoard: writes the values of a run to TensorBoard's files."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from nervure.arguments import Flag, FromZero, PathLike, checked
from nervure.arguments.kinds import WholeNumber, WordOr
from nervure.arguments.unavailable import left_at_default
from nervure.errors import StateError
from nervure.files import make_folder
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.remembered import remembered

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

_RATES = ("learning_rate", "lr")


UpdateFrequency = Annotated[str | int, WordOr(("batch", "epoch"), WholeNumber(1), "callbacks.update_freq")]


class TensorBoard(Callback):
    """Writes losses, metrics and, optionally, histograms of weights; needs ``pip install nervure[tensorboard]``.

    Training values are in ``log_dir/train``, validation values in ``log_dir/validation``, under Keras' names:
    ``epoch_loss``, ``batch_loss``, ``evaluation_loss_vs_iterations``, ``dense/kernel/histogram``. ``tensorboard
    --logdir logs`` shows them.

    Args:
        log_dir: the folder. It is created if it is missing.
        histogram_freq: the number of epochs between histograms of the weights; 0 for never.
        write_graph: whether to write the model's summary as text.
        write_images: only False.
        write_steps_per_second: whether to write the training steps per second.
        update_freq: ``"epoch"``; or ``"batch"`` or a number of batches, to write the means of the epoch so far that
            often too. The network then runs batch by batch.
        profile_batch: only 0: ``nervure bench`` times a machine.
        embeddings_freq: only 0.
        embeddings_metadata: only None.

    Raises:
        ArgumentError: an argument requests an unsupported feature, or a number is negative.
        StateError: the package tensorboard is not installed; raised when the run begins.

    Examples:
        >>> TensorBoard("logs", histogram_freq=1).update_freq
        'epoch'
    """

    @checked
    def __init__(
        self,
        log_dir: PathLike = "logs",
        histogram_freq: FromZero = 0,
        write_graph: Flag = True,
        write_images: Flag = False,
        write_steps_per_second: Flag = False,
        update_freq: UpdateFrequency = "epoch",
        profile_batch: Any = 0,
        embeddings_freq: FromZero = 0,
        embeddings_metadata: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        fixed: tuple[tuple[str, Any, Any], ...] = (
            ("write_images", write_images, False), ("profile_batch", profile_batch, 0),
            ("embeddings_freq", embeddings_freq, 0), ("embeddings_metadata", embeddings_metadata, None),
        )  # fmt: skip
        for argument, given, default in fixed:
            left_at_default(given, default, argument, "TensorBoard")
        self.log_dir, self.histogram_freq, self.write_graph = Path(log_dir), histogram_freq, write_graph
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self._writers: dict[str, SummaryWriter] = {}
        self._batches, self._trains = 0, False
        self._epoch_began, self._batches_before = 0.0, 0
        if self.update_freq != "epoch":
            # Only if needed: without batch listeners, the network can run many batches in one call.
            self.on_train_batch_end = self._write_batch  # type: ignore[method-assign]

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Creates the folder; a ``fit`` that continues training a model continues its batch count."""
        make_folder(self.log_dir)
        self._trains, self._epoch_began = True, time.perf_counter()
        self._batches = self._batches_before = int(self.model.optimizer.iterations)
        if self.write_graph:
            lines: list[str] = []
            self.model.summary(print_fn=lines.append)
            self._writer("train").add_text("summary", "```\n" + "\n".join(lines) + "\n```", 0)

    def get_state(self) -> dict[str, Any]:
        """The number of batches so far."""
        return {"batches": self._batches}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Continues the count."""
        remembered(state, {"batches": int})
        self._batches = self._batches_before = state["batches"]

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Notes the time."""
        self._epoch_began, self._batches_before = time.perf_counter(), int(self.model.optimizer.iterations)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Writes the values of the epoch, and the weights if due."""
        values = dict(logs or {})
        for name, value in values.items():
            if name.startswith("val_"):
                self._write("validation", f"epoch_{name.removeprefix('val_')}", value, epoch)
            else:
                self._write("train", f"epoch_{'learning_rate' if name in _RATES else name}", value, epoch)
        if self.write_steps_per_second:
            steps = int(self.model.optimizer.iterations) - self._batches_before
            self._write("train", "epoch_steps_per_second", steps / (time.perf_counter() - self._epoch_began), epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        self._flush()

    def _write_batch(self, batch: int, logs: Logs | None = None) -> None:
        assert isinstance(self.update_freq, int)
        self._batches += 1
        if self._batches % self.update_freq == 0:
            for name, value in dict(logs or {}).items():
                self._write("train", f"batch_{name}", value, self._batches)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Writes the values of an evaluation against the number of training steps."""
        step = int(self.model.optimizer.iterations)
        for name, value in dict(logs or {}).items():
            self._write("validation", f"evaluation_{name.removeprefix('val_')}_vs_iterations", value, step)
        if not self._trains:
            self._close()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Closes the files."""
        self._trains = False
        self._close()

    def _write_weights(self, epoch: int) -> None:
        for layer in self.model.layers:
            for parameter in layer.parameters:
                values = parameter.array.detach().float().cpu().numpy()
                self._writer("train").add_histogram(f"{layer.name}/{parameter.name}/histogram", values, epoch)

    def _write(self, folder: str, tag: str, value: Any, step: int) -> None:
        number = np.asarray(value)
        if number.ndim == 0:
            self._writer(folder).add_scalar(tag, float(number), step)

    def _writer(self, folder: str) -> SummaryWriter:
        if folder not in self._writers:
            self._writers[folder] = _summary_writer(self.log_dir / folder)
        return self._writers[folder]

    def _flush(self) -> None:
        for writer in self._writers.values():
            writer.flush()

    def _close(self) -> None:
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()


def _summary_writer(folder: Path) -> SummaryWriter:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise StateError.of("callbacks.no_tensorboard", where="TensorBoard", got=str(error)) from error
    return SummaryWriter(str(folder))
