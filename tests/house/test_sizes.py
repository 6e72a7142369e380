from __future__ import annotations

import ast

from tests.house.source import Function, Module, functions, modules

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
MOST_PARAMETERS = 7

# Keras' own signatures are longer, and so is what can be typed behind a command: users write these words.
KERAS_SIGNATURES = frozenset(
    {
        "cli/train.py train",
        "data/pictures/image_directory.py image_dataset_from_directory",
        "data/pictures/image_folder.py image_folder",
        "data/windows.py timeseries_dataset_from_array",
        "layers/batch_normalization.py BatchNormalization.__init__",
        "layers/convolution.py Convolution.__init__",
        "layers/dense.py Dense.__init__",
        "layers/depthwise_convolution.py DepthwiseConvolution.__init__",
        "layers/embedding.py Embedding.__init__",
        "layers/gru.py GRU.__init__",
        "layers/gru.py GRUCell.__init__",
        "layers/layer.py Layer.__init__",
        "layers/lstm.py LSTM.__init__",
        "layers/lstm.py LSTMCell.__init__",
        "layers/maxout.py Maxout.__init__",
        "layers/multi_head_attention.py MultiHeadAttention.__call__",
        "layers/multi_head_attention.py MultiHeadAttention.__init__",
        "layers/rnn.py RNN.__init__",
        "layers/sample_normalization.py GroupNormalization.__init__",
        "layers/sample_normalization.py LayerNormalization.__init__",
        "layers/separable_convolution.py SeparableConvolution.__init__",
        "layers/simple_rnn.py SimpleRNN.__init__",
        "layers/layer.py Layer.add_weight",
        "layers/simple_rnn.py SimpleRNNCell.__init__",
        "layers/transposed_convolution.py TransposedConvolution.__init__",
        "layers/transposed_convolution.py Conv3DTranspose.__init__",
        "losses/focal_cross_entropy.py BinaryFocalCrossentropy.__init__",
        "losses/focal_cross_entropy.py CategoricalFocalCrossentropy.__init__",
        "losses/focal_cross_entropy.py binary_focal_crossentropy",
        "models/diagram.py plot_model",
        "metrics/auc.py AUC.__init__",
        "metrics/iou.py IoU.__init__",
        "models/evaluation.py evaluate",
        "models/model.py Model.compile",
        "models/model.py Model.evaluate",
        "models/model.py Model.fit",
        "ops/batch_normalization.py batch_normalization_forward",
        "optimizers/optimizer.py Optimizer.__init__",
        "training/callbacks/early_stopping.py EarlyStopping.__init__",
        "training/callbacks/model_checkpoint.py ModelCheckpoint.__init__",
        "training/callbacks/reduce_on_plateau.py ReduceLROnPlateau.__init__",
        "training/callbacks/tensor_board.py TensorBoard.__init__",
    }
)


def num_lines(function: Function) -> int:
    """Lines of a function without its docstring, which may be as long as the reader needs."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= first.end_lineno - first.lineno + 1
    return lines


def num_parameters(function: Function) -> int:
    """Parameters that a caller gives; ``self`` and ``cls`` are given by Python."""
    arguments = function.args
    named = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    named += [argument.arg for argument in (arguments.vararg, arguments.kwarg) if argument]
    return len([name for name in named if name not in ("self", "cls")])


def too_large(module: Module) -> list[str]:
    found = []
    if len(module.lines) > MOST_LINES_OF_A_FILE:
        found.append(f"{module.path}: {len(module.lines)} lines")
    for name, function in functions(module.tree):
        if num_lines(function) > MOST_LINES_OF_A_FUNCTION:
            found.append(f"{module.path} {name}: {num_lines(function)} lines")
        if num_parameters(function) > MOST_PARAMETERS and f"{module.path} {name}" not in KERAS_SIGNATURES:
            found.append(f"{module.path} {name}: {num_parameters(function)} parameters")
    return found


def test_what_is_too_large_is_found() -> None:
    long_file = Module("a.py", "x = 1\n" * 401)
    assert too_large(long_file) == ["a.py: 401 lines"]
    long_function = Module("a.py", "class A:\n  def f(self):\n" + '    """One.\n\n    Two."""\n' + "    x = 1\n" * 50)
    assert too_large(long_function) == ["a.py A.f: 51 lines"]
    assert too_large(Module("a.py", 'def f():\n  """\n' + "\n" * 60 + '  """\n' + "  x = 1\n" * 49)) == []
    assert too_large(Module("a.py", "def f(a, b, c, *, d, e, f, g, **h): ...")) == ["a.py f: 8 parameters"]
    assert too_large(Module("a.py", "class A:\n  def f(self, a, b, c, d, e, f, g): ...")) == []


def test_files_functions_and_signatures_are_small() -> None:
    found = [finding for module in modules() for finding in too_large(module)]
    assert not found, "\n".join(found)


def test_the_long_signatures_of_keras_are_there_and_long() -> None:
    long = {
        f"{module.path} {name}"
        for module in modules()
        for name, function in functions(module.tree)
        if num_parameters(function) > MOST_PARAMETERS
    }
    assert not KERAS_SIGNATURES - long, f"not there, or short enough by now: {sorted(KERAS_SIGNATURES - long)}"
