"""Why names and arguments of Keras differ here or are left out: the literal table of docs/draw_parity.py.

A key is the name below ``keras``, ``layers.Dense``, or with an argument, ``layers.Dense.lora_rank``; an argument alone
covers every place where it is missing, is fixed at its default, or has another default.
"""

from __future__ import annotations

PREFACE = """\
# Keras, name by name

Written by `docs/draw_parity.py`: every public name of {version} in the packages used to build networks, and the
attributes of models, layers, weights and other objects, compared with `nervure.keras`. The program compares names and
arguments; the tests in `tests/parity` compare outputs, gradients, metrics and optimizer steps.

- **has**: the same name, the same arguments with the same defaults, the same numbers. Arguments beyond those of Keras
  are listed.
- **differs**: included, but something differs from Keras: the third column says what, and why. An argument that would
  change numbers but is not supported is rejected with an error.
- **left out**: not included, with the reason.

Everywhere: images are channels last, and the error for other layouts says how to convert them; the precision belongs
to a whole model (`compile(precision=...)`), so a layer's dtype can only be float32; random numbers come from separate
streams, so masks, noise and initial weights follow Keras' distributions but not its draws. Where Keras' backends
disagree, nervure follows TensorFlow: see
[decision 0015](decisions/0015-where-backends-differ-tensorflow-decides.md)."""

GROUPS = {
    "Model": ": its own attributes and methods; a `Sequential` has them too, and those of every layer.",
    "Sequential": ": those of a model and more.",
    "Layer": ": a model is a layer, too. Attributes that Keras' layers inherit from torch modules are not listed.",
    "Variable": "; `model.weights` lists them. Here it is called a parameter, and NumPy accepts it as an array.",
    "KerasTensor": ": returned by `Input` and by calling a layer; here it is called a symbolic tensor.",
    "Optimizer": ": each optimizer has more.",
    "backend": ": the functions that scripts use. `clear_session` frees the memory of models that are no longer used.",
    "utils": ": tools around networks. Further tools in `nervure.data` are not listed.",
    "": ": top-level classes, and packages that are not listed above, each as a whole.",
}

# Keras' name: nervure's.
RENAMED = {"layers.TorchModuleWrapper": "TorchModule"}

_BORDERS = (
    "at the borders with padding 'same', means are over the cells inside the image, as in TensorFlow; Keras on torch "
    "counts the added zeros"
)
_OWN = "custom ones define `forward` and `backward`, the value and its derivative, where Keras has call"
_FUSED_HEAD = (
    "after a final softmax or sigmoid, training computes the loss from logits without Keras' clip at 1e-7: the "
    "gradient of a confident wrong answer remains"
)

_NO_SEEDS = "the weights: a random number is a function of seed, layer and step, so there is no generator state"
_PLAIN_NUMBER = "a plain number, set like any attribute: not a variable with `.numpy()` and `.assign()`"
_SMOOTHING = "smoothed labels sum to 1 along the `axis` of the classes; Keras always counts classes along the last axis"

# Included, with other numbers or another use.
DIFFERS = {
    "layers.AveragePooling1D": _BORDERS,
    "layers.AveragePooling2D": _BORDERS,
    "layers.AveragePooling3D": _BORDERS,
    "layers.Lambda": "a function of torch tensors; files hold its name, never its code: pass the function when loading",
    "layers.LayerNormalization": "over axes before the last ones as in TensorFlow; Keras on torch fails there",
    "layers.MultiHeadAttention": (
        "inputs of more than three axes have known sizes, the same at every call; `use_causal_mask` and "
        "`sliding_window` apply along the attended axes, while in Keras they always apply along the first axis"
    ),
    "layers.RMSNormalization": (
        "over axes before the last ones, the scale is along these axes; Keras fails there, or scales the last axis"
    ),
    "layers.UpSampling2D": "'bicubic' and 'lanczos3' as in TensorFlow; Keras on torch has another curve and no Lanczos",
    "layers.StackedRNNCells": (
        "with `return_state` a layer gives the states of all cells one after another; Keras gives a list for each cell"
    ),
    "layers.Layer": _OWN,
    "Layer": _OWN,
    "activations.sparsemax": "the outputs sum to 1, as in the paper; those of Keras do not",
    "regularizers.Regularizer": "custom ones define `penalty` and `gradient`",
    "constraints.Constraint": "custom ones define `project`",
    "initializers.Initializer": "custom ones define `draw(shape, key)`; a plain function of the shape also works",
    "losses.BinaryCrossentropy": _FUSED_HEAD,
    "losses.CategoricalCrossentropy": f"{_FUSED_HEAD}; {_SMOOTHING}",
    "losses.categorical_crossentropy": _SMOOTHING,
    "metrics.categorical_crossentropy": _SMOOTHING,
    "metrics.CategoricalCrossentropy": _SMOOTHING,
    "metrics.SparseCategoricalCrossentropy": (
        "samples of `ignore_class` do not count, as in the loss; without weights, Keras averages zeros for them"
    ),
    "losses.SparseCategoricalCrossentropy": _FUSED_HEAD,
    "losses.Loss": "custom ones are functions of torch tensors, `TorchFunction`",
    "metrics.Metric": "the state of custom ones is a mapping of tensors, `state`, so that checkpoints contain it",
    "optimizers.Optimizer": "custom ones update a whole flat segment of weights at once",
    "callbacks.ModelCheckpoint": "files are safetensors, either complete or absent",
    "models.load_model": "reads nervure's files; loading does not run code",
    "models.save_model": "one safetensors file with the architecture inside",
    "saving.load_model": "reads nervure's files; loading does not run code",
    "saving.save_model": "one safetensors file with the architecture inside",
    "Model.save": "one safetensors file with the architecture inside",
    "Model.save_weights": "a safetensors file",
    "Layer.dtype": "the dtype of the weights; the precision belongs to the whole model: `compile(precision=...)`",
    "Layer.losses": "those of the weights; penalties on outputs belong to a batch, and layers do not keep batch values",
    "Layer.variables": _NO_SEEDS,
    "Layer.non_trainable_variables": _NO_SEEDS,
    "Optimizer.iterations": _PLAIN_NUMBER,
    "Optimizer.learning_rate": _PLAIN_NUMBER,
    "KerasTensor.name": "the name of the layer that returns it; Keras numbers tensors",
    "KerasTensor.dtype": "as passed to `Input`; after the first layer, numbers have the precision of the model",
}

_LARGE = "for fine-tuning and quantizing large models"
_LAYOUT = "channels last only"
_SPARSE = "sparse and ragged tensors are not supported"
_COMPILED = "accepted without effect: every plan is compiled, and progress is read from a counter"

# Missing, fixed at their default, or with another default.
ARGUMENTS = {
    "data_format": _LAYOUT,
    "input_tensor": "an input is a shape; arrays are passed to the model",
    "lora_alpha": _LARGE,
    "lora_rank": _LARGE,
    "optional": "every input is required",
    "order": "the name is the first argument",
    "pool_size": "required in Keras 3, but not in Keras 2, whose code also runs",
    "quantization_config": _LARGE,
    "ragged": _SPARSE,
    "renorm": "batches of one device are large enough for their own statistics",
    "renorm_clipping": "batches of one device are large enough for their own statistics",
    "rms_scaling": "deprecated in Keras; use `RMSNormalization`",
    "safe_mode": "there is no unsafe mode",
    "splines": "arrows are smooth curves",
    "sparse": _SPARSE,
    "to_file": "SVG by default, in which text stays text",
    "synchronized": "one device",
    "tensor": "an input is a shape; arrays are passed to the model",
    "zipped": "nervure's files are not archives",
    "callbacks.CallbackList.add_history": "fit adds both itself",
    "callbacks.CallbackList.add_progbar": "fit adds both itself",
    "callbacks.CallbackList.callbacks": "created by fit, which holds them",
    "layers.TorchModuleWrapper.output_shape": "the shape is found from the module",
    "models.clone_model.input_tensors": "a clone has its own inputs",
    "models.clone_model.call_function": "layers are created again, calls stay",
    "models.clone_model.recursive": "nested models are always cloned",
    "Model.compile.auto_scale_loss": _COMPILED,
    "Layer.add_weight.autocast": "one precision per model: `compile(precision=...)`",
    "Layer.add_weight.aggregation": "one device",
    "Layer.add_weight.overwrite_with_gradient": "for eight-bit numbers",
    "Sequential.add.rebuild": "shapes are computed as soon as possible",
    "Sequential.pop.rebuild": "shapes are computed as soon as possible",
    "Sequential.build.input_shape": "the model builds itself with the first data",
    "Optimizer.finalize_variable_values.var_list": "all weights are in one buffer",
    "Optimizer.from_config.custom_objects": "a configuration names the arguments of its own class",
    "Model.compile.jit_compile": _COMPILED,
    "Model.compile.run_eagerly": _COMPILED,
    "Model.compile.steps_per_execution": _COMPILED,
    "Model.load_weights.skip_mismatch": "a file fits or is rejected, with an error that names what does not fit",
    "Model.save_weights.max_shard_size": "one file",
}

_AUGMENTATION = "`nervure.data.augmented` changes images before they reach the network"
_TABLES = "state learned from tables or texts: use NumPy before `fit`"
_TEXT = "text is read as word numbers: `pad_sequences` makes their lengths equal"
_SOUND = "a course on networks does not use sound"
_FRAMEWORKS = "wraps another framework; `TorchModule` wraps torch"
_INSIDE_KERAS = "part of Keras' internals"
_CONFIGURATIONS = "use `get_config` and `from_config` of the class"
_BEYOND = "beyond a first course"
_MODELS = "use `model_from_config` and `load_model`"
_OWN_PENALTY = "penalties are arguments, `activity_regularizer=...`; other losses are outputs of a model"
_PRECISION = "one precision per model: `compile(precision=...)`"
_CUSTOM = "custom classes are passed to `load_model(custom_objects=...)`: there is no process-wide table"
_OWN_LOOP = "the loop is one file, training/loop.py; to follow it, use a callback"
_SETTINGS = "there are no process-wide settings: `verbose` is an argument of each call"

# Group, names, reason.
LEFT_OUT = (
    (
        "layers",
        (
            "AugMix AutoContrast CenterCrop ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization "
            "MaxNumBoundingBoxes MixUp RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter "
            "RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur "
            "RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation "
            "RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Resizing Solarization "
            "Pipeline"
        ),
        _AUGMENTATION,
    ),
    (
        "layers",
        (
            "CategoryEncoding Discretization HashedCrossing Hashing IntegerLookup Normalization StringLookup "
            "TextVectorization"
        ),
        _TABLES,
    ),
    ("layers", "MelSpectrogram STFTSpectrogram", _SOUND),
    ("layers", "FlaxLayer JaxLayer TFSMLayer", _FRAMEWORKS),
    ("layers", "GroupQueryAttention ReversibleEmbedding EinsumDense", "for large language models"),
    ("layers", "ConvLSTM1D ConvLSTM2D ConvLSTM3D SpectralNormalization", _BEYOND),
    (
        "layers",
        (
            "AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D "
            "AdaptiveMaxPooling2D AdaptiveMaxPooling3D"
        ),
        "beyond a first course; `GlobalAveragePooling2D` is the special case of one cell",
    ),
    ("layers", "InputSpec Wrapper", _INSIDE_KERAS),
    ("layers", "deserialize serialize", _MODELS),
    ("initializers", "STFT STFTInitializer stft", _SOUND),
    ("losses", "CTC ctc", "for speech without time marks: a course on networks does not use sound"),
    ("optimizers", "Adafactor Ftrl Lamb Muon ScheduleFreeAdamW", "for large models, beyond a first course"),
    ("optimizers", "MultiOptimizer OptimizerMap", "one optimizer updates all weights in one pass"),
    (
        "optimizers",
        "LossScaleOptimizer",
        "for float16; bfloat16 needs no scaling, and `loss_scale_factor` is an argument",
    ),
    ("optimizers", "deserialize serialize", _CONFIGURATIONS),
    ("optimizers", "legacy", "from Keras 2"),
    ("callbacks", "BackupAndRestore", "`fit(checkpoint=..., resume=True)`"),
    ("callbacks", "OrbaxCheckpoint", "another library's files"),
    ("callbacks", "ProgbarLogger", "`fit` draws its own progress, as `verbose` says"),
    ("callbacks", "RemoteMonitor", "nothing is sent anywhere; a `LambdaCallback` can do it"),
    (
        "Model",
        "train_step test_step predict_step make_train_function make_test_function make_predict_function",
        _OWN_LOOP,
    ),
    ("Model", "compute_loss stateless_compute_loss compute_metrics get_metrics_result reset_metrics", _OWN_LOOP),
    ("Model", "metrics", "`metrics_names` lists them; results are returned by name"),
    (
        "Model",
        "call build_from_config compile_from_config get_compile_config get_state_tree set_state_tree",
        _INSIDE_KERAS,
    ),
    ("Model", "get_quantization_layer_structure quantize", _LARGE),
    ("Model", "train_function test_function predict_function steps_per_execution", _OWN_LOOP),
    ("Model", "add_loss", _OWN_PENALTY),
    ("Model", "compute_output_spec input_spec operations", _INSIDE_KERAS),
    ("Sequential", "call compute_output_spec input_dtype", _INSIDE_KERAS),
    ("Layer", "call compute_mask", _OWN),
    ("Layer", "add_loss", _OWN_PENALTY),
    ("Layer", "add_metric", "also removed from Keras, where it raises an error"),
    ("Layer", "add_variable", "`add_weight`"),
    ("Layer", "supports_masking", "`passes_mask` says whether a mask is passed on"),
    ("Layer", "metrics metrics_variables", "metrics belong to the model: `compile(metrics=...)`"),
    ("Layer", "path", "`model.name_of(layer)` is its name in a network"),
    ("Layer", "autocast compute_dtype dtype_policy input_dtype variable_dtype", _PRECISION),
    ("Layer", "quantization_mode quantize quantized_build quantized_call", _LARGE),
    (
        "Layer",
        (
            "build_from_config call_signature_parameters compute_output_spec get_build_config input_spec "
            "load_own_variables rematerialized_call save_own_variables stateless_call supports_jit symbolic_call"
        ),
        _INSIDE_KERAS,
    ),
    ("Variable", "path", "`model.gradients` names all weights by their layers"),
    ("Variable", "aggregation synchronization", "one device"),
    ("Variable", "overwrite_with_gradient", "for eight-bit numbers"),
    ("KerasTensor", "ragged ragged_rank row_splits_dtype sparse", _SPARSE),
    ("KerasTensor", "reshape squeeze", "use the layer `Reshape`"),
    ("KerasTensor", "record_history", _INSIDE_KERAS),
    ("Optimizer", "update_step", "a subclass defines `step(values, gradients, learning_rate)`"),
    ("Optimizer", "variables", "`state()` returns them by name"),
    ("Optimizer", "set_weights", "also removed from Keras, where it raises an error"),
    ("Optimizer", "scale_loss", "training uses `loss_scale_factor`"),
    (
        "Optimizer",
        (
            "add_optimizer_variables add_variable add_variable_from_reference assign assign_add assign_sub build built "
            "load_own_variables save_own_variables stateless_apply"
        ),
        _INSIDE_KERAS,
    ),
    ("Loss", "call fn", "the pair of functions is `op`"),
    ("Metric", "add_variable add_weight count total", "the mapping `state` contains the sums by name"),
    ("Metric", "stateless_reset_state stateless_result stateless_update_state", _INSIDE_KERAS),
    ("Callback", "on_batch_begin on_batch_end", "if a subclass defines them, they are called too"),
    ("backend", "set_epsilon set_floatx set_image_data_format", "there are no process-wide settings"),
    (
        "backend",
        "backend get_uid is_float_dtype is_int_dtype is_keras_tensor result_type standardize_dtype",
        _INSIDE_KERAS,
    ),
    ("Model", "jit_compile run_eagerly", "every plan is compiled"),
    ("Model", "export", "formats of other programs are planned"),
    ("utils", "Config FeatureSpace", "for tables of features, beyond a first course"),
    (
        "utils",
        (
            "CustomObjectScope custom_object_scope get_custom_objects get_registered_name get_registered_object "
            "register_keras_serializable"
        ),
        _CUSTOM,
    ),
    ("utils", "deserialize_keras_object serialize_keras_object", _MODELS),
    ("utils", "Progbar", "`fit` draws its own progress"),
    ("utils", "PyDataset Sequence", "pass a generator, or torch's Dataset or DataLoader"),
    (
        "utils",
        "disable_interactive_logging enable_interactive_logging is_interactive_logging_enabled",
        _SETTINGS,
    ),
    ("utils", "get_file", "the included data needs no download"),
    ("utils", "get_source_inputs is_keras_tensor standardize_dtype bounding_boxes legacy", _INSIDE_KERAS),
    ("utils", "pack_x_y_sample_weight unpack_x_y_sample_weight", "use tuples"),
    ("utils", "audio_dataset_from_directory", _SOUND),
    (
        "preprocessing",
        "text_dataset_from_directory",
        _TEXT,
    ),
    ("utils", "text_dataset_from_directory", _TEXT),
    ("utils", "model_to_dot", "`plot_model` draws without Graphviz and its DOT language"),
    (
        "saving",
        (
            "CustomObjectScope custom_object_scope get_custom_objects get_registered_name get_registered_object "
            "register_keras_serializable"
        ),
        _CUSTOM,
    ),
    ("saving", "deserialize_keras_object serialize_keras_object", _MODELS),
    ("saving", "KerasFileEditor", "for Keras' archives"),
    ("saving", "load_weights save_weights", "methods of a model"),
    (
        "",
        "DTypePolicy FloatDTypePolicy dtype_policies mixed_precision",
        _PRECISION,
    ),
    (
        "",
        "Function KerasTensor Operation RematScope StatelessScope SymbolicScope Variable name_scope remat",
        _INSIDE_KERAS,
    ),
    ("", "Initializer Loss Metric Optimizer Regularizer", "each is in the package of its kind"),
    ("", "InputSpec Quantizer quantizers legacy tree", _INSIDE_KERAS),
    ("", "applications", "pretrained networks need downloads; `models.zoo` has small networks"),
    ("", "datasets", "`nervure.data.digits` is included; others need downloads"),
    ("", "device distribution", "one device, chosen by `compile(device=...)`"),
    ("", "distillation wrappers", _BEYOND),
    ("", "export", "formats of other programs are planned"),
    ("", "ops", "use torch's tensor functions; those with derivatives are in `nervure.ops`"),
    ("", "random", "`nervure.randomness`"),
    ("", "visualization", "`nervure.insight`, `model.explain` and `plot_model` draw"),
)
