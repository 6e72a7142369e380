"""Model: layers joined into a network that can be compiled, trained, evaluated and saved."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nervure.arguments import Count, Finite, Flag, FromZero, PathLike, Procedure, Whole, Word, Words, checked
from nervure.data.class_weight import ClassWeight
from nervure.errors import ArgumentError
from nervure.models import architecture, checking, evaluation, feeding, fitting, inspection, weight_files
from nervure.models.compilation import Compilation
from nervure.models.ends import Ends, alone
from nervure.models.fit_arguments import Epochs, Shown
from nervure.models.graph_model import GraphModel
from nervure.training.callbacks.history import History

if TYPE_CHECKING:
    from nervure.explain.explanation import Explanation


class Model(GraphModel):
    """A network of layers: any acyclic graph from ``inputs`` to ``outputs``.

    Build the graph by calling layers on ``Input(...)``; several inputs and outputs, shared layers and residual
    connections are ordinary calls. A model is itself a layer, so it can be part of another one.

    Args:
        inputs: the result of ``Input``, or a list of them.
        outputs: the outputs of the last layers, or a list.
        name: the name in summaries and files.
        trainable: False freezes all layers.

    Raises:
        ArgumentError: inputs or outputs are missing, an output does not depend on the inputs, or two layers have the
            same name.

    Examples:
        >>> from nervure.layers import Add, Dense, Input
        >>> x = Input((8,))
        >>> hidden = Dense(8, activation="relu")(x)
        >>> model = Model(x, Dense(3)(Add()([x, hidden])))
        >>> model.count_params()
        99
    """

    config_class = "Model"

    def __init__(
        self, inputs: Any = None, outputs: Any = None, name: str | None = None, *, trainable: bool = True
    ) -> None:
        self._prepare(name, trainable)
        if inputs is None or outputs is None:
            raise ArgumentError.of("model.no_ends", where=type(self).__name__)
        self.draw_graph(Ends.of(inputs, "inputs"), Ends.of(outputs, "outputs"))

    def _prepare(self, name: str | None, trainable: bool) -> None:
        """Prepares the model for building."""
        GraphModel.__init__(self, name, trainable=trainable)
        self.history: History | None = None

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """The model that :meth:`get_config` described, with fresh weights."""
        # The loader makes models of every kind, so it knows this one: the one circle, which pyproject.toml names.
        from nervure.models import loading

        own = {key: config[key] for key in ("name", "trainable")}
        described = {"class_name": cls.config_class, "config": config, **own}
        return loading.model_from_config(described, custom_objects, where=f"{cls.__name__}.from_config")

    def _compute(self, inputs: Any, training: bool, mask: Any = None) -> Any:
        return evaluation.call(self, inputs, training, mask)

    @property
    def optimizer(self) -> Any:
        """The optimizer in use."""
        return self.compilation.optimizer

    @property
    def loss(self) -> Any:
        """The losses, as passed to ``compile``."""
        return self.compilation.loss

    @property
    def metrics_names(self) -> list[str]:
        """The results of ``evaluate``, in order: the loss, the loss of each output, the metrics."""
        return self.compilation.labels(self.output_names)

    @property
    def input(self) -> Any:
        """The inputs: a symbolic tensor, a list of them, or a mapping by name."""
        return self.entrance.packed(self.inputs)

    @property
    def output(self) -> Any:
        """The outputs: a symbolic tensor, a list of them, or a mapping by name."""
        return self.exit.packed(self.outputs)

    @checked
    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        *,
        precision: Word = "float32",
        device: Word = "auto",
        **keras_only: Any,
    ) -> None:
        """Configures how the model is trained.

        Args:
            optimizer: a name ("adam") or an object of ``nervure.optimizers``.
            loss: a name, an object of ``nervure.losses``, a function of torch tensors ``(y_true, y_pred)``; for
                several outputs a list or a mapping by output name.
            loss_weights: the weight of each loss.
            metrics: names or objects of ``nervure.metrics``; "accuracy" is resolved by the shapes.
            weighted_metrics: metrics that use sample weights.
            precision: "float32"; "float64" for proofs; "bfloat16"; "auto" selects bfloat16 if it measures faster.
            device: "auto" (CUDA, MPS, CPU) or torch's name for one.
            keras_only: ``run_eagerly``, ``steps_per_execution``, ``jit_compile``, ``auto_scale_loss``: accepted so that
                Keras code runs, without effect on a plan.

        Raises:
            UnknownNameError: a name is unknown; the error suggests the closest.
            ArgumentError: the loss does not suit the network's last activation.
        """
        fitting.check_keras_arguments(keras_only)
        arguments = {
            "optimizer": optimizer, "loss": loss, "loss_weights": loss_weights, "metrics": metrics,
            "weighted_metrics": weighted_metrics, "precision": precision, "device": device,
        }  # fmt: skip
        self._compilation = Compilation.of(arguments)
        self.compile_arguments = arguments
        self._network = None
        if self.built:
            checking.check_compilation(self, self.compilation.losses_of(self.output_names))

    @checked
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: Count | None = None,
        epochs: FromZero = 1,
        verbose: Shown = "auto",
        callbacks: Sequence[Any] | Any | None = None,
        validation_split: Finite = 0.0,
        validation_data: Any = None,
        shuffle: Flag = True,
        class_weight: ClassWeight | None = None,
        sample_weight: Any = None,
        initial_epoch: FromZero = 0,
        steps_per_epoch: Count | None = None,
        validation_steps: Count | None = None,
        validation_batch_size: Count | None = None,
        validation_freq: Epochs = 1,
        *,
        seed: Whole | None = None,
        stratify: Flag = False,
        preflight: Flag = True,
        diagnose: Flag = True,
        checkpoint: PathLike | None = None,
        save_every: Count | None = None,
        resume: Flag = False,
        **unknown: Any,
    ) -> History:
        """Trains the model.

        With ``checkpoint`` a run survives interruptions: killed at any moment and restarted with ``resume=True``, it
        ends bit for bit as it would have without the interruption, on the same machine with the same versions and
        threads. The folder has one writer at a time. Ctrl-C finishes the step, saves and raises KeyboardInterrupt; a
        second one stops at once. If the disk is full, the last checkpoint stays intact and training continues.
        Generators and DataLoaders resume at whole epochs; their own random numbers are not restored. Custom callbacks
        store what :meth:`nervure.callbacks.Callback.get_state` returns.

        Args:
            x: arrays or tensors (a list or mapping for several inputs), a nervure dataset, a torch DataLoader, or a
                generator of ``(x, y)`` or ``(x, y, sample_weight)`` batches.
            y: the targets; omit if ``x`` provides them.
            batch_size: samples per step, 32 by default.
            epochs: the number of the last epoch.
            verbose: "auto", 0 silent, 1 progress bar, 2 one line per epoch.
            callbacks: objects of ``nervure.callbacks``.
            validation_split: the fraction of the arrays, from their end, to hold out for validation.
            validation_data: ``(x, y)``, ``(x, y, sample_weight)`` or a dataset to evaluate after each epoch.
            shuffle: whether to reorder the samples in each epoch.
            class_weight: the weight of the samples of each class.
            sample_weight: the weight of each sample.
            initial_epoch: the epoch to start at, counted from 0.
            steps_per_epoch: batches per epoch; required for endless generators.
            validation_steps: the number of validation batches.
            validation_batch_size: samples per validation batch.
            validation_freq: validate every this many epochs, or a list of epochs (from 1).
            seed: the seed of shuffling and masks; by default that of ``nervure.set_seed``, else a fresh one, which is
                recorded.
            stratify: whether ``validation_split`` takes the same fraction of each class.
            preflight: whether to look for mistakes before the first step.
            diagnose: whether to monitor training for layers that do not learn, a loss that explodes, stagnates or
                becomes NaN, and overfitting. It costs about one percent of the time; each finding is reported once and
                recorded in ``history.findings``.
            checkpoint: the folder to save the run in.
            save_every: the number of steps between saves; by default once per epoch.
            resume: whether to resume a run saved there, with its seeds unless given; else a new run starts. A finished
                run is restored. Arrays are compared byte by byte, those above 64 MiB by a sample of that size.
            unknown: rejected; the error suggests the closest argument.

        Returns:
            The history: losses and metrics of each epoch; ``.plot()`` draws it.

        Raises:
            ArgumentError: there is no such argument, its value is invalid, or the saved run had other data, seeds,
                layers or settings.
            DataError: the data is invalid.
            FileError: the folder is in use, contains a run and ``resume`` is False, or its checkpoint is damaged.
        """
        checking.refuse_unknown(unknown, type(self).fit)
        given = fitting.FitArguments(
            x=x, y=y, sample_weight=sample_weight, class_weight=class_weight, batch_size=batch_size, shuffle=shuffle,
            epochs=epochs, initial_epoch=initial_epoch, steps_per_epoch=steps_per_epoch, seed=seed,
            validation_data=validation_data, validation_split=validation_split, stratify=stratify,
            validation_steps=validation_steps, validation_batch_size=validation_batch_size,
            validation_freq=validation_freq, verbose=verbose, callbacks=callbacks, preflight=preflight,
            diagnose=diagnose, checkpoint=checkpoint, save_every=save_every, resume=resume,
        )  # fmt: skip
        self.history = History()
        fitting.fit(self, given, self.history)
        return self.history

    @checked
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: Count | None = None,
        verbose: Shown = "auto",
        sample_weight: Any = None,
        steps: Count | None = None,
        callbacks: Sequence[Any] | Any | None = None,
        return_dict: Flag = False,
        **unknown: Any,
    ) -> Any:
        """The loss and the metrics on ``x``, ``y``: a number, a list in the order of ``metrics_names``, or a dict."""
        checking.refuse_unknown(unknown, type(self).evaluate)
        logs = evaluation.evaluate(self, x, y, batch_size, verbose, sample_weight, steps, callbacks)
        return logs if return_dict else alone(list(logs.values()))

    @checked
    def predict(
        self,
        x: Any,
        batch_size: Count | None = None,
        verbose: Shown = "auto",
        steps: Count | None = None,
        callbacks: Sequence[Any] | Any | None = None,
        **unknown: Any,
    ) -> Any:
        """The outputs for ``x`` as NumPy arrays, computed batch by batch."""
        checking.refuse_unknown(unknown, type(self).predict)
        return evaluation.predict(self, x, batch_size, verbose, steps, callbacks)

    @checked
    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: ClassWeight | None = None,
        return_dict: Flag = False,
    ) -> Any:
        """One training step on one batch; returns the loss and the metrics of this batch."""
        logs = fitting.train_on_batch(self, x, y, sample_weight, class_weight)
        return logs if return_dict else alone(list(logs.values()))

    @checked
    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: Flag = False) -> Any:
        """The loss and the metrics of one batch; nothing changes."""
        return self.evaluate(feeding.one_batch(x, y, sample_weight), verbose=0, return_dict=return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch as NumPy arrays."""
        return self.predict(x, batch_size=sys.maxsize, verbose=0)

    def gradients(self, x: Any, y: Any, sample_weight: Any = None) -> dict[str, np.ndarray[Any, Any]]:
        """The gradients that the next training step on this batch would compute; nothing changes.

        Returns:
            ``layer/parameter`` -> array in Keras' layout, in ``get_weights`` order without the non-trainable ones.
        """
        return inspection.gradients(self, x, y, sample_weight)

    def trace(self, x: Any, training: bool = False) -> inspection.Trace:
        """Every step's name, shape and values for ``x``; nothing changes."""
        return inspection.trace(self, x, training)

    @checked
    def explain(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        *,
        class_weight: ClassWeight | None = None,
        precision: Word = "float64",
    ) -> Explanation:
        """Explains every number of the next training step on this batch; nothing changes.

        Args:
            x: the inputs of a batch.
            y: the targets; without them, explains the prediction.
            sample_weight: the weight of each sample.
            class_weight: the weight of the samples of each class, as in ``fit``.
            precision: "float64" recomputes the step from the same weights, so that derivations agree to ten digits;
                "float32" as it ran.

        Returns:
            The explanation: ``.value_of(name, index)``, ``.why(name, index)``, ``.verify()``, ``.to_html(path)``.

        Examples:
            >>> from nervure.layers import Dense, Input
            >>> from nervure.models import Sequential
            >>> model = Sequential([Input((1,)), Dense(1, name="line")])
            >>> model.set_weights([[[2.0]], [1.0]])
            >>> model.compile("sgd", "mse")
            >>> model.explain([[3.0]], [[6.0]]).why("line/kernel", (0, 0)).value  # 2 (7 - 6) times 3
            6.0
        """
        from nervure.models import explaining  # imports the rules of all operations, which training does not need

        return explaining.explain(self, x, y, explaining.Weights(sample_weight, class_weight), precision)

    def _repr_html_(self) -> str | None:
        """The notebook display: the network as boxes and arrows, or text before it is built."""
        from nervure.models.diagram import plot_model  # imports matplotlib

        if not self.built:
            return None
        return str(plot_model(self, to_file=None, show_shapes=True, show_layer_names=True).to_svg())

    @checked
    def summary(
        self,
        line_length: Count | None = None,
        positions: Any = None,
        print_fn: Procedure | None = None,
        expand_nested: Flag = False,
        show_trainable: Flag = False,
        layer_range: Words | None = None,
    ) -> None:
        """Prints the layers with their shapes and parameters; plain text if the output is not a terminal.

        Args:
            line_length: characters per line; by default the width of the terminal.
            positions: accepted for compatibility with Keras: columns fit their content.
            print_fn: called with the whole text instead of printing it.
            expand_nested: whether to list the layers of nested models.
            show_trainable: whether to add a column with the trainable layers.
            layer_range: two names or name patterns: the first and the last layer to show.

        Raises:
            ArgumentError: no layer matches a name of ``layer_range``.
        """
        architecture.print_summary(
            self, line_length, print_fn,
            expand_nested=expand_nested, show_trainable=show_trainable, layer_range=layer_range,
        )  # fmt: skip

    @checked
    def save(self, filepath: PathLike, overwrite: Flag = True) -> None:
        """Saves the architecture, the weights and the optimizer's state as one safetensors file.

        Raises:
            FileError: the extension is of another format (``.keras``, ``.h5``), the folder is missing, the file exists
                and ``overwrite`` is False, ...
        """
        weight_files.save_model(self, filepath, overwrite)

    @checked
    def save_weights(self, filepath: PathLike, overwrite: Flag = True) -> None:
        """Saves only the weights."""
        weight_files.save_weights(self, filepath, overwrite)

    @checked
    def load_weights(self, filepath: PathLike) -> None:
        """Loads weights saved by :meth:`save` or :meth:`save_weights` into this architecture."""
        weight_files.load_weights(self, filepath)

    def to_json(self, **dumps_arguments: Any) -> str:
        """The architecture as JSON text, for ``models.model_from_json``."""
        return json.dumps(self.description(), **dumps_arguments)
