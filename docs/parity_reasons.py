"""Why names and arguments of Keras differ here or are left out: the literal table of docs/draw_parity.py.

A key is the name below ``keras``, ``layers.Dense``, or with an argument ``layers.Dense.lora_rank``; an argument by
itself stands for every place where it is missing, can only be left at its default, or has another default.
"""

from __future__ import annotations

PREFACE = """\
# Keras, name by name

Written by `docs/draw_parity.py`: every public name of {version} in the packages that networks are built from, and what
models, layers, weights and other objects have, beside what `nervure.keras` has. Names and arguments are compared by the
program; outputs, gradients, metrics and steps of optimizers by the tests in `tests/parity`.

- **has**: the same name, the same arguments with the same defaults, the same numbers. What it takes beyond Keras'
  arguments is named.
- **differs**: it is there, and something is not as in Keras: the third column says what, and why. An argument that
  would change numbers and is not acted on is refused with an error.
- **left out**: it is not there, and why.

Everywhere: pictures have their channels last, and the error for others says how to turn them; the precision belongs
to a whole model (`compile(precision=...)`), so a layer's dtype can only be float32; random numbers come from a stream
of their own, so masks, noise and initial weights follow Keras' distributions and not its draws. Where Keras' backends
disagree, TensorFlow's number is ours: see
[decision 0015](decisions/0015-where-backends-differ-tensorflow-decides.md)."""

GROUPS = {
    "Model": ": its own attributes and methods; a `Sequential` has them too, and what every layer has.",
    "Sequential": ": what a model has and more.",
    "Layer": ": a model is a layer, too. What Keras' layers have of a module of torch is not listed.",
    "Variable": "; `model.weights` lists them. Here it is called a parameter, and NumPy takes it for an array.",
    "KerasTensor": ": what `Input` and a layer that is called give; here it is called a symbolic tensor.",
    "Optimizer": ": each single one has more.",
    "backend": ": what scripts ask of it. `clear_session` gives back the memory of models that nobody holds.",
    "utils": ": tools around networks. What `nervure.data` has beyond them is not listed.",
    "": ": classes that lie at the top, and packages that are not listed above, each as a whole.",
}

# Keras' name: ours.
RENAMED = {"layers.TorchModuleWrapper": "TorchModule"}

_BORDERS = (
    "at the borders of padding 'same' a mean is over the cells inside the picture, as in TensorFlow; Keras on torch "
    "counts the added zeros"
)
_OWN = "one of your own writes `forward` and `backward`, the derivative beside the value, where Keras has call"
_FUSED_HEAD = (
    "behind a last softmax or sigmoid, training computes the loss from logits without Keras' clip at 1e-7: the "
    "gradient of a sure and wrong answer stays"
)

_NO_SEEDS = "the weights: a random number is a function of seed, layer and step, so no generator has a state"
_PLAIN_NUMBER = "a plain number, set like any attribute: no variable with `.numpy()` and `.assign()`"
_SMOOTHING = (
    "smooth labels sum to 1 along whatever `axis` the classes lie; Keras counts classes along the last one always"
)

# There, with other numbers or another use.
DIFFERS = {
    "layers.AveragePooling1D": _BORDERS,
    "layers.AveragePooling2D": _BORDERS,
    "layers.AveragePooling3D": _BORDERS,
    "layers.Lambda": "a function of torch tensors; a file holds its name, never its code: whoever loads hands it over",
    "layers.LayerNormalization": "over axes before the last ones as in TensorFlow; there Keras on torch fails",
    "layers.MultiHeadAttention": (
        "inputs of more than three axes have known sizes, the same at every call; `use_causal_mask` and "
        "`sliding_window` go along the attended axes, where those of Keras count the first axis always"
    ),
    "layers.RMSNormalization": (
        "over axes before the last ones the scale lies along these axes; there Keras fails, or scales the last axis"
    ),
    "layers.UpSampling2D": "'bicubic' and 'lanczos3' as in TensorFlow; Keras on torch has another curve and no Lanczos",
    "layers.Layer": _OWN,
    "Layer": _OWN,
    "activations.sparsemax": "the outputs sum to 1, as the paper has it; those of Keras do not",
    "regularizers.Regularizer": "one of your own writes `penalty` and `gradient`",
    "constraints.Constraint": "one of your own writes `project`",
    "initializers.Initializer": "one of your own writes `draw(shape, key)`; a plain function of the shape will do",
    "losses.BinaryCrossentropy": _FUSED_HEAD,
    "losses.CategoricalCrossentropy": f"{_FUSED_HEAD}; {_SMOOTHING}",
    "losses.categorical_crossentropy": _SMOOTHING,
    "metrics.categorical_crossentropy": _SMOOTHING,
    "metrics.CategoricalCrossentropy": _SMOOTHING,
    "metrics.SparseCategoricalCrossentropy": (
        "samples of `ignore_class` do not count, as in the loss; without weights Keras averages zeros for them"
    ),
    "losses.SparseCategoricalCrossentropy": _FUSED_HEAD,
    "losses.Loss": "one of your own is a function of torch tensors, `TorchFunction`",
    "metrics.Metric": "the state of one of your own is a mapping of tensors, `state`, so that a checkpoint holds it",
    "optimizers.Optimizer": "one of your own writes the update of a whole flat segment of weights at once",
    "callbacks.ModelCheckpoint": "files are safetensors, written whole or not at all",
    "models.load_model": "reads files of nervure; loading runs no code",
    "models.save_model": "one safetensors file with the architecture inside",
    "saving.load_model": "reads files of nervure; loading runs no code",
    "saving.save_model": "one safetensors file with the architecture inside",
    "Model.save": "one safetensors file with the architecture inside",
    "Model.save_weights": "a safetensors file",
    "Layer.dtype": "the type of the weights; the whole model has one: `compile(precision=...)`",
    "Layer.losses": "of the weights; penalties on outputs belong to a batch, and no layer keeps anything of one",
    "Layer.variables": _NO_SEEDS,
    "Layer.non_trainable_variables": _NO_SEEDS,
    "Optimizer.iterations": _PLAIN_NUMBER,
    "Optimizer.learning_rate": _PLAIN_NUMBER,
    "KerasTensor.name": "that of the layer that gives it; Keras counts",
    "KerasTensor.dtype": "as it was given to `Input`; behind the first layer numbers have the precision of the model",
}

_LARGE = "fine-tuning and quantizing of large models"
_LAYOUT = "channels last only"
_SPARSE = "sparse and ragged tensors are not read"
_COMPILED = "accepted, and changes nothing: every plan is compiled, and progress is read from a counter"

# Missing, fixed at their default, or with another default.
ARGUMENTS = {
    "data_format": _LAYOUT,
    "input_tensor": "an input is a shape; arrays are given to the model",
    "lora_alpha": _LARGE,
    "lora_rank": _LARGE,
    "optional": "every input is given",
    "order": "the name is what one writes first",
    "pool_size": "required in Keras 3, not in Keras 2, whose code runs",
    "quantization_config": _LARGE,
    "ragged": _SPARSE,
    "renorm": "batches of one device are large enough for their own statistics",
    "renorm_clipping": "batches of one device are large enough for their own statistics",
    "rms_scaling": "deprecated in Keras; `RMSNormalization` does it",
    "safe_mode": "there is no unsafe one",
    "splines": "arrows are smooth curves",
    "sparse": _SPARSE,
    "to_file": "SVG unless asked otherwise: its text stays text",
    "synchronized": "one device",
    "tensor": "an input is a shape; arrays are given to the model",
    "zipped": "a file of nervure is no archive",
    "callbacks.CallbackList.add_history": "fit adds both itself",
    "callbacks.CallbackList.add_progbar": "fit adds both itself",
    "callbacks.CallbackList.callbacks": "made by fit, which has them",
    "layers.TorchModuleWrapper.output_shape": "the module is asked for its shape",
    "models.clone_model.input_tensors": "a clone has inputs of its own",
    "models.clone_model.call_function": "layers are made anew, calls stay",
    "models.clone_model.recursive": "models inside are always cloned",
    "Model.compile.auto_scale_loss": _COMPILED,
    "Layer.add_weight.autocast": "one precision a model: `compile(precision=...)`",
    "Layer.add_weight.aggregation": "one device",
    "Layer.add_weight.overwrite_with_gradient": "of eight-bit numbers",
    "Sequential.add.rebuild": "shapes are known as soon as they can be",
    "Sequential.pop.rebuild": "shapes are known as soon as they can be",
    "Sequential.build.input_shape": "with the first data it builds itself",
    "Optimizer.finalize_variable_values.var_list": "all weights lie in one buffer",
    "Optimizer.from_config.custom_objects": "a configuration names the arguments of its own class",
    "Model.compile.jit_compile": _COMPILED,
    "Model.compile.run_eagerly": _COMPILED,
    "Model.compile.steps_per_execution": _COMPILED,
    "Model.load_weights.skip_mismatch": "a file fits or is refused; what does not fit is named",
    "Model.save_weights.max_shard_size": "one file",
}

_AUGMENTATION = "`nervure.data.augmented` changes pictures before the network sees them"
_TABLES = "state learnt from tables or texts: NumPy before `fit` does it"
_TEXT = "text is read as numbers of words: `pad_sequences` makes them even"
_SOUND = "sound is not among what a course on networks builds"
_FRAMEWORKS = "wraps another framework; `TorchModule` wraps torch"
_INSIDE_KERAS = "of Keras' own machinery"
_CONFIGURATIONS = "`get_config` and `from_config` of the class do it"
_BEYOND = "beyond a first course"
_MODELS = "`model_from_config` and `load_model` do it"
_OWN_PENALTY = "penalties are arguments, `activity_regularizer=...`; other losses are outputs of a model"
_PRECISION = "one precision a model: `compile(precision=...)`"
_CUSTOM = "custom classes are handed to `load_model(custom_objects=...)`: no process-wide table"
_OWN_LOOP = "the loop is one file, training/loop.py; whoever wants to listen is a callback"
_SETTINGS = "no process-wide settings: `verbose` is an argument of each call"

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
    ("layers", "GroupQueryAttention ReversibleEmbedding EinsumDense", "of large language models"),
    ("layers", "ConvLSTM1D ConvLSTM2D ConvLSTM3D SpectralNormalization", _BEYOND),
    (
        "layers",
        (
            "AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D "
            "AdaptiveMaxPooling2D AdaptiveMaxPooling3D"
        ),
        "beyond a first course; `GlobalAveragePooling2D` is its case of one cell",
    ),
    ("layers", "InputSpec Wrapper", _INSIDE_KERAS),
    ("layers", "deserialize serialize", _MODELS),
    ("initializers", "STFT STFTInitializer stft", _SOUND),
    ("losses", "CTC ctc", "for speech without time marks: sound is not among what a course builds"),
    ("optimizers", "Adafactor Ftrl Lamb Muon ScheduleFreeAdamW", "of large models, beyond a first course"),
    ("optimizers", "MultiOptimizer OptimizerMap", "one optimizer walks all weights in one pass"),
    (
        "optimizers",
        "LossScaleOptimizer",
        "for float16; bfloat16 needs no scale, and `loss_scale_factor` is an argument",
    ),
    ("optimizers", "deserialize serialize", _CONFIGURATIONS),
    ("optimizers", "legacy", "of Keras 2"),
    ("callbacks", "BackupAndRestore", "`fit(checkpoint=..., resume=True)`"),
    ("callbacks", "OrbaxCheckpoint", "another library's files"),
    ("callbacks", "ProgbarLogger", "`fit` draws its progress itself; `verbose` says how"),
    ("callbacks", "RemoteMonitor", "nothing is sent anywhere; a `LambdaCallback` can"),
    (
        "Model",
        "train_step test_step predict_step make_train_function make_test_function make_predict_function",
        _OWN_LOOP,
    ),
    ("Model", "compute_loss stateless_compute_loss compute_metrics get_metrics_result reset_metrics", _OWN_LOOP),
    ("Model", "metrics", "`metrics_names` names them, results come by label"),
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
    ("Layer", "add_metric", "gone from Keras, too: it raises an error there"),
    ("Layer", "add_variable", "`add_weight`"),
    ("Layer", "supports_masking", "`passes_mask` says whether a mask goes on"),
    ("Layer", "metrics metrics_variables", "metrics belong to the model: `compile(metrics=...)`"),
    ("Layer", "path", "`model.name_of(layer)` is what a network calls it"),
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
    ("Variable", "overwrite_with_gradient", "of eight-bit numbers"),
    ("KerasTensor", "ragged ragged_rank row_splits_dtype sparse", _SPARSE),
    ("KerasTensor", "reshape squeeze", "the layer `Reshape` does it"),
    ("KerasTensor", "record_history", _INSIDE_KERAS),
    ("Optimizer", "update_step", "a subclass writes `step(values, gradients, learning_rate)`"),
    ("Optimizer", "variables", "`state()` has them by name"),
    ("Optimizer", "set_weights", "gone from Keras, too: it raises an error there"),
    ("Optimizer", "scale_loss", "training does it by `loss_scale_factor`"),
    (
        "Optimizer",
        (
            "add_optimizer_variables add_variable add_variable_from_reference assign assign_add assign_sub build built "
            "load_own_variables save_own_variables stateless_apply"
        ),
        _INSIDE_KERAS,
    ),
    ("Loss", "call fn", "the pair of functions is `op`"),
    ("Metric", "add_variable add_weight count total", "the mapping `state` has the sums by name"),
    ("Metric", "stateless_reset_state stateless_result stateless_update_state", _INSIDE_KERAS),
    ("Callback", "on_batch_begin on_batch_end", "a subclass that defines them is called by these names, too"),
    ("backend", "set_epsilon set_floatx set_image_data_format", "no process-wide settings"),
    (
        "backend",
        "backend get_uid is_float_dtype is_int_dtype is_keras_tensor result_type standardize_dtype",
        _INSIDE_KERAS,
    ),
    ("Model", "jit_compile run_eagerly", "every plan is compiled"),
    ("Model", "export", "formats of other programs are later work"),
    ("utils", "Config FeatureSpace", "of tables of features, beyond a first course"),
    (
        "utils",
        (
            "CustomObjectScope custom_object_scope get_custom_objects get_registered_name get_registered_object "
            "register_keras_serializable"
        ),
        _CUSTOM,
    ),
    ("utils", "deserialize_keras_object serialize_keras_object", _MODELS),
    ("utils", "Progbar", "`fit` draws its progress itself"),
    ("utils", "PyDataset Sequence", "a generator, or torch's Dataset and DataLoader, is read"),
    (
        "utils",
        "disable_interactive_logging enable_interactive_logging is_interactive_logging_enabled",
        _SETTINGS,
    ),
    ("utils", "get_file", "the data in the package needs no download"),
    ("utils", "get_source_inputs is_keras_tensor standardize_dtype bounding_boxes legacy", _INSIDE_KERAS),
    ("utils", "pack_x_y_sample_weight unpack_x_y_sample_weight", "tuples do it"),
    ("utils", "audio_dataset_from_directory", _SOUND),
    (
        "preprocessing",
        "text_dataset_from_directory",
        _TEXT,
    ),
    ("utils", "text_dataset_from_directory", _TEXT),
    ("utils", "model_to_dot", "`plot_model` draws without Graphviz and its language"),
    (
        "saving",
        (
            "CustomObjectScope custom_object_scope get_custom_objects get_registered_name get_registered_object "
            "register_keras_serializable"
        ),
        _CUSTOM,
    ),
    ("saving", "deserialize_keras_object serialize_keras_object", _MODELS),
    ("saving", "KerasFileEditor", "of Keras' archives"),
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
    ("", "Initializer Loss Metric Optimizer Regularizer", "in the package of their kind"),
    ("", "InputSpec Quantizer quantizers legacy tree", _INSIDE_KERAS),
    ("", "applications", "networks trained by others need downloads; `models.zoo` has small ones"),
    ("", "datasets", "`nervure.data.digits` lies in the package; others are downloads"),
    ("", "device distribution", "one device, chosen by `compile(device=...)`"),
    ("", "distillation wrappers", _BEYOND),
    ("", "export", "formats of other programs are later work"),
    ("", "ops", "functions of tensors are torch's; those with derivatives beside them lie in `nervure.ops`"),
    ("", "random", "`nervure.randomness`"),
    ("", "visualization", "`nervure.insight`, `model.explain` and `plot_model` draw"),
)
