"""Training on images: turns a folder, a file of arrays or the included digits into a run folder with a result."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from nervure.data.pictures.file_names import shortened
from nervure.errors import ArgumentError, advise
from nervure.insight import Judgement
from nervure.language import text
from nervure.models.checkpointing import CHECKPOINT
from nervure.models.disk_room import check_room, file_bytes
from nervure.models.model import Model
from nervure.models.threads import ThreadChoice, chosen_threads, computing_with, recorded_threads
from nervure.randomness import fresh_seed, seeded
from nervure.records.prediction import Prediction
from nervure.records.result import RunResult
from nervure.records.training_plan import Forecast, TrainingPlan
from nervure.registry import look_up, suggestion
from nervure.render.numbers import duration
from nervure.tasks.alike_pictures import num_independent
from nervure.tasks.baselines import baselines, neighbor_size
from nervure.tasks.digests import source_digest, weights_digest
from nervure.tasks.digits import digits_data
from nervure.tasks.judging import judged_pictures
from nervure.tasks.learned_pictures import write_learned
from nervure.tasks.learning import fitting, learning_of
from nervure.tasks.picture_arrays import npz_data
from nervure.tasks.picture_data import SPLIT_SEED, PictureData, PictureSet
from nervure.tasks.picture_folders import folder_data
from nervure.tasks.picture_options import DIGITS, PictureOptions
from nervure.tasks.pretrained import Pretrained
from nervure.tasks.run_callbacks import Clock, Divergence, Log
from nervure.tasks.run_folder import RunFolder, refuse_unusable
from nervure.tasks.saving import save_somewhere
from nervure.tasks.training_recipe import Recipe
from nervure.training.callbacks import Callback, CSVLogger

_MOST_SHOWN = 10
_CHOSEN = ("model", "epochs", "batch_size", "learning_rate", "augmentation", "class_weights")

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class PictureResult:
    """The result of a run.

    Attributes:
        run: its figures, as stored in ``result.json``.
        predictions: the network's predictions for one image per class, at most ten.
        folder: the run folder.
        judged: all predictions for the images that the network was evaluated on.
    """

    run: RunResult
    predictions: tuple[Prediction, ...]
    folder: Path
    judged: Judgement

    @property
    def only_answer(self) -> str | None:
        """The class predicted for all images, if they belong to several."""
        answers = np.unique(self.judged.predicted)
        is_one = len(answers) == 1 and len(np.unique(self.judged.truths)) > 1
        return self.judged.labels[answers[0]] if is_one else None


class PictureTask:
    """Trains a network on images and evaluates it on others.

    Args:
        options: see :class:`~nervure.tasks.picture_options.PictureOptions`.
        out: the run folder; None takes the first free one in ``runs/``, or with ``resume`` the newest.
        resume: whether to resume the run in the folder, with its seed if ``options`` has none. If there is no run, one
            is started.

    Attributes:
        data: the training data.
        recipe: the training recipe.
        model: the network, compiled.
        trained: the network that is fitted: the network itself, or its head.
        folder: the run folder.
        seed: the seed of weights, order and masks.
        seconds: the training time; for a resumed run, the total without the interruption.

    Raises:
        FileError: the images do not exist; the folder already holds a run and ``resume`` is False; or it cannot be
            created.
        DataError: the images cannot be used for training. No folder is created then.
        ArgumentError: the run to resume was started with other images.
    """

    def __init__(
        self, options: PictureOptions, out: str | os.PathLike[str] | None = None, *, resume: bool = False
    ) -> None:
        pretrained, is_scaled = None if options.pretrained is None else Pretrained.of(options), options.normalization
        if pretrained is not None:
            options = pretrained.settled(options)
        if out is not None:
            refuse_unusable(Path(out), resume)
        self.data = picture_data(options)
        if self.data.not_judged:
            advise("train.not_judged", classes=shortened(self.data.not_judged))
        if pretrained is not None:
            pretrained.check(self.data.format)
            pretrained = fitting(pretrained, self.data, is_typed=is_scaled is not None)
            options = pretrained.settled(options)
        self.recipe = Recipe.of(options, self.data)
        if out is None:
            self.folder = RunFolder.newest(options.name) if resume else RunFolder.new(options.name)
        else:
            self.folder = RunFolder(out, resume)
        recorded = self.folder.seed if options.seed is None and resume else options.seed
        self.seed = fresh_seed() if recorded is None else recorded
        self._refuse_other_data(pretrained)
        self._options, self._resume, self.seconds = options, resume, 0.0
        self._threads: ThreadChoice | None = None
        with seeded(self.seed):
            self._learning = learning_of(self.data, self.recipe, options.precision, pretrained)
        self.model: Model = self._learning.whole
        self.trained: Model = self.model

    @property
    def options(self) -> PictureOptions:
        """The options, with the chosen values filled in."""
        chosen = {name: getattr(self.recipe, name) for name in _CHOSEN}
        if self._options.pretrained is not None:
            chosen["model"] = None
        form = self.data.format
        threads = self._options.threads if self._threads is None else self._threads.threads
        return replace(
            self._options,
            threads=threads,
            image_size=(form.height, form.width),
            color=form.color_mode,
            seed=self.seed,
            **chosen,
        )

    @property
    def goes_on(self) -> bool:
        """Whether a saved run is resumed, or has already finished."""
        return (self.folder.path / CHECKPOINT).exists()

    @property
    def precision(self) -> str:
        """The precision: ``float32``, or ``bfloat16 (auto, by rule)``, with how "auto" was resolved."""
        used, asked = self.model.precision.used, self._options.precision
        choice = self.model.compilation.precision_choice
        how = ""
        if choice == "rule":
            how = f", {text('run.precision.rule')}"
        elif choice == "measured":
            how = f", {text('run.precision.measured')}"
        return used if asked == used else f"{used} ({asked}{how})"

    @property
    def plan(self) -> TrainingPlan:
        """The plan of the run."""
        data, recipe = self.data, self.recipe
        return TrainingPlan(
            kind=data.kind,
            num_classes=len(data.labels),
            training=data.training.num_samples,
            validation=data.validation.num_samples,
            test=_size(data.test),
            left_out=data.left_out,
            notes=() if data.audit is None else data.audit.notes,
            size=(data.format.height, data.format.width),
            color_mode=data.format.color_mode,
            model=recipe.model,
            epochs=recipe.epochs,
            batch_size=recipe.batch_size,
            augmentation=recipe.augmentation,
            folder=str(self.folder.path),
            imbalance=data.imbalance,
            class_weights=recipe.class_weights,
            features=self._learning.plan,
        )

    @property
    def config(self) -> dict[str, Any]:
        """Everything needed to repeat the run, as stored in ``config.json``."""
        data = self.data
        parts = {"train": data.training, "validation": data.validation, "test": data.test}
        return {
            "task": DIGITS if data.kind == DIGITS else "pictures",
            "options": self.options.as_config(),
            "seed": self.seed,
            "labels": list(data.labels),
            "pictures": data.format._asdict(),
            "data": {
                "path": data.path, "kind": data.kind, "digest": data.digest,
                "count": data.count, "left_out": len(data.left_out),
            },
            "split": {"seed": SPLIT_SEED, **{name: _size(part) for name, part in parts.items()}},
            "model": self.recipe.model,
            "recipe": asdict(self.recipe),
            **self._learning.config,
            "precision": {
                "asked": self._options.precision, "used": self.model.precision.used,
                "choice": self.model.compilation.precision_choice,
            },
            "code": source_digest(),
            "device": str(self.model.compilation.device),
            "threads_choice": None if self._threads is None else self._threads.how,
        }  # fmt: skip

    def forecast(self) -> Forecast:
        """The forecast of time and memory, from a few steps of a copy of the network.

        Precision "auto" is resolved here, and training uses the result.
        """
        self._choose_precision()
        with computing_with(self.threads.threads):
            return self._learning.forecast(self.seed, self.folder.path)

    @property
    def threads(self) -> ThreadChoice:
        """The number of threads, determined once: as requested, else as in a saved run, else by measuring."""
        if self._threads is None:
            if self._options.threads is not None:
                self._threads = ThreadChoice(self._options.threads, "asked", torch.get_num_threads())
            elif self.goes_on:
                self._threads = recorded_threads(self.folder.config or {}, "recorded")
            if self._threads is None:
                self._choose_precision()
                self._threads = chosen_threads(self._learning.trials(self.seed))
        return self._threads

    def train(self, verbose: str | int = "auto", listeners: Sequence[Callback] = ()) -> None:
        """Trains, and writes the configuration, the history and the log. :meth:`save` writes the model.

        Args:
            verbose: see ``Model.fit``.
            listeners: additional callbacks.
        """
        with self.folder.held(), computing_with(self.threads.threads):
            self._choose_precision()
            # A checkpoint next to the previous one or the model; for a pretrained network only the head is saved.
            copies = 2 if self._options.pretrained is None and not self.goes_on else 1
            check_room(self.folder.path, copies * file_bytes(self.model))
            self.folder.write_config(self.config)
            self.folder.write_left_out(self.data.left_out)
            self._train(verbose, listeners)

    def _choose_precision(self) -> None:
        """With a seed, by rule, so that the same command gives the same bits; a saved run keeps its precision."""
        if not self.goes_on:
            self._learning.choose_precision(self.seed, by_rule=self._options.seed is not None)

    def _train(self, verbose: str | int, listeners: Sequence[Callback]) -> None:
        over = self.folder.result  # a finished run is not trained further
        clock = Clock(0.0 if over is None else over.seconds)
        try:
            self.trained, training, validation = self._learning.learner(self.seed, verbose)
            with self.folder.lent():
                self.trained.fit(
                    training,
                    epochs=self.recipe.epochs,
                    class_weight=self.recipe.class_weight(self.data),
                    validation_data=validation,
                    callbacks=[*self._callbacks(clock), *self.recipe.stopping, *listeners],
                    verbose=verbose,
                    seed=self.seed,
                    checkpoint=self.folder.path,
                    resume=self._resume,
                )
        except KeyboardInterrupt:
            self.folder.log(text("run.interrupted", step=self.trained.optimizer.iterations))
            raise
        finally:
            self.seconds = clock.seconds
            self._learning.settle()

    def _callbacks(self, clock: Clock) -> list[Callback]:
        samples = self.data.training.num_samples, self.data.validation.num_samples
        log = Log(self.folder, samples, self.precision, self.seed)
        return [CSVLogger(self.folder.history), log, clock, Divergence(self.folder)]

    def save(self) -> None:
        """Writes the current weights, and the record of the training images.

        Raises:
            FileError: they cannot be written into the run folder; the error says where they are instead.
        """
        with self.folder.held():
            save_somewhere(self.model, self.folder.weights)
            write_learned(self.folder.path, self.data.training)

    def judge(self) -> PictureResult:
        """The result on the test part if there is one, else on the validation part; written into the folder.

        Raises:
            DataError: training diverged, and there is no result.
        """
        with computing_with(self.threads.threads):
            judged = judged_pictures(self.model, self.data.judged_on, self.data.labels, str(self.folder.path))
        run = self._result(judged)
        with self.folder.held():
            self.folder.write_result(run)
            self.folder.write_left_out(self.data.left_out)  # files that turned out to be damaged while they were read
            figures = {"accuracy": f"{run.accuracy:.4f}", "loss": f"{run.loss:.4f}"}
            self.folder.log(text("run.end", time=duration(self.seconds), **figures))
        chosen = _one_of_each(judged.truths)
        predictions = judged.predictions(chosen)
        return PictureResult(run, tuple(predictions[place] for place in chosen), self.folder.path, judged)

    def _result(self, judged: Judgement) -> RunResult:
        history = self.trained.history
        return RunResult(
            part=self.data.judged_part,
            count=len(judged),
            num_right=int(judged.is_right.sum()),
            loss=judged.loss,
            seconds=self.seconds,
            epochs=0 if history is None else len(history.epoch),
            baselines=baselines(self.data, self.data.judged_on, self.seed),
            weights=weights_digest(self.model),
            balanced_accuracy=judged.balanced_accuracy,
            num_independent=num_independent(self.data.judged_on),
            precision=self.model.precision.used,
            neighbor_size=neighbor_size(self.data.format.height, self.data.format.width),
        )

    def _refuse_other_data(self, pretrained: Pretrained | None) -> None:
        recorded, where = self.folder.config, str(self.folder.path)
        if recorded is None:
            return
        digest = recorded.get("data", {}).get("digest")
        if digest is not None and digest != self.data.digest:
            raise ArgumentError.of("run.other_data", where=where, expected=digest, got=self.data.digest)
        before = recorded.get("pretrained", {}).get("digest")
        now = None if pretrained is None else pretrained.exported.digest
        if before != now:
            raise ArgumentError.of("run.other_pretrained", where=where, expected=before or "-", got=now or "-")


def picture_data(options: PictureOptions) -> PictureData:
    """The data that ``options`` name: the included digits, a folder of images or a file of arrays.

    Raises:
        FileError: it does not exist.
        UnknownNameError: it does not exist, and looks like ``"digits"`` misspelled.
        DataError: it cannot be used for training.
    """
    path = Path(options.source)
    if options.source == DIGITS:
        return digits_data(options)
    if not path.exists() and suggestion(options.source, [DIGITS]):
        look_up(options.source, {DIGITS: None}, where="nervure train")
    return npz_data(path, options) if path.suffix.lower() == ".npz" else folder_data(path, options)


def train_again(
    config: Mapping[str, Any], out: str | os.PathLike[str] | None = None, verbose: str | int = 0
) -> PictureResult:
    """Repeats the training described by the ``config.json`` of a run, on the same images, in another folder.

    Args:
        config: the contents of ``config.json``.
        out: the folder of the new run; None takes the first free one in ``runs/``.
        verbose: see ``Model.fit``.

    Returns:
        The result; ``run.weights`` is the digest to compare.

    Raises:
        FileError: the images no longer exist, or the folder already holds a run.
        DataError: they can no longer be used for training.
    """
    options = PictureOptions.from_config(config)
    used = config.get("precision", {}).get("used")
    # The measured choice is reused: another precision would give other bits.
    task = PictureTask(options if used is None else replace(options, precision=used), out)
    task._threads = recorded_threads(config, str(config.get("threads_choice") or "recorded"))  # chosen by timing
    task.train(verbose)
    task.save()
    return task.judge()


def _size(part: PictureSet | None) -> int:
    return 0 if part is None else part.num_samples


def _one_of_each(truths: Array) -> list[int]:
    """The first image of each class, for at most ten classes."""
    return [int(place) for place in np.unique(truths, return_index=True)[1][:_MOST_SHOWN]]
