"""Mistakes in a network and in what it is compiled with."""

from __future__ import annotations

from nervure.layers import (
    LSTM,
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    Input,
    MaxPooling2D,
    Reshape,
    Softmax,
)
from nervure.losses import BinaryCrossentropy, SparseCategoricalCrossentropy
from nervure.metrics import Accuracy, Precision
from nervure.models import Sequential
from nervure.optimizers import SGD, Adam, AdamW, Lion
from nervure.regularizers import L2
from tests.mistakes.mistake import (
    CLASSES,
    NUMBERS,
    ONE_HOT,
    YES_OR_NO,
    Mistake,
    chain,
    classifier,
    compiled,
    fit,
    vectors,
)

LOGITS = [
    Mistake(
        f"logits into {loss}",
        lambda loss=loss: compiled(classifier(None), loss),
        key,
        ("'answer'", f"loss='{loss}'", f"'{wanted}'"),
    )
    for loss, key, wanted in (
        ("categorical_crossentropy", "preflight.logits", "softmax"),
        ("sparse_categorical_crossentropy", "preflight.logits", "softmax"),
        ("binary_crossentropy", "preflight.logits", "sigmoid"),
        ("binary_focal_crossentropy", "preflight.logits", "sigmoid"),
        ("categorical_focal_crossentropy", "preflight.logits", "softmax"),
        ("kl_divergence", "preflight.no_probability", "softmax"),
        ("categorical_generalized_cross_entropy", "preflight.no_probability", "softmax"),
        ("dice", "preflight.no_probability", "sigmoid"),
        ("tversky", "preflight.no_probability", "sigmoid"),
    )
]

LOSSES = [
    Mistake(
        "a relu output into a cross-entropy",
        lambda: compiled(classifier("relu")),
        "preflight.no_probability",
        ("'answer'", "relu", "softmax"),
    ),
    Mistake(
        "a tanh output into dice",
        lambda: compiled(classifier("tanh"), "dice"),
        "preflight.no_probability",
        ("'answer'", "tanh", "sigmoid"),
    ),
    Mistake(
        "a softmax over one unit",
        lambda: compiled(classifier("softmax", 1), "bce"),
        "preflight.softmax_of_one",
        ("'answer'", "sigmoid"),
    ),
    Mistake(
        "a softmax over the samples",
        lambda: compiled(chain(Dense(3), Softmax(axis=0, name="s"))),
        "preflight.softmax_of_batch",
        ("'s'", "axis=-1"),
    ),
    Mistake(
        "a softmax along another axis than the classes",
        lambda: compiled(chain(Dense(3), Softmax(axis=1, name="s"), shape=(5, 4))),
        "preflight.softmax_axis",
        ("'s'", "Softmax(axis=2)"),
    ),
    Mistake(
        "a batch normalization behind the softmax",
        lambda: compiled(chain(Dense(3, activation="softmax"), BatchNormalization(name="n"))),
        "preflight.normalized_output",
        ("'n'", "softmax"),
    ),
    Mistake(
        "binary cross-entropy of a softmax",
        lambda: compiled(classifier(), "binary_crossentropy"),
        "preflight.binary_of_softmax",
        ("'answer'", "categorical_crossentropy"),
    ),
    Mistake(
        "binary focal cross-entropy of a softmax",
        lambda: compiled(classifier(), "binary_focal_crossentropy"),
        "preflight.binary_of_softmax",
        ("'answer'", "binary_focal_crossentropy"),
    ),
    Mistake(
        "categorical cross-entropy of sigmoids",
        lambda: compiled(classifier("sigmoid")),
        "preflight.categorical_of_sigmoid",
        ("'answer'", "activation='softmax'"),
    ),
    Mistake(
        "a softmax in front of a loss of logits",
        lambda: compiled(classifier(), SparseCategoricalCrossentropy(from_logits=True)),
        "preflight.activation_twice",
        ("'answer'", "from_logits=True"),
    ),
    Mistake(
        "a relu in front of a binary loss of logits",
        lambda: compiled(classifier("relu", 1), BinaryCrossentropy(from_logits=True)),
        "preflight.never_no",
        ("'answer'", "relu"),
    ),
    Mistake(
        "a sigmoid behind a relu",
        lambda: compiled(chain(Dense(1, activation="relu", name="a"), Activation("sigmoid")), "bce"),
        "preflight.never_no",
        ("'a'", "relu"),
    ),
    Mistake(
        "poisson of an output that can be negative",
        lambda: compiled(classifier(None, 1), "poisson"),
        "preflight.negative_output",
        ("'answer'", "activation='exponential'"),
    ),
    Mistake(
        "logarithms of an output that can be negative",
        lambda: compiled(classifier("tanh", 1), "msle"),
        "preflight.negative_output",
        ("'answer'", "activation='softplus'"),
    ),
    Mistake(
        "hinge of a sigmoid",
        lambda: compiled(classifier("sigmoid", 1), "hinge"),
        "preflight.hinge_of_positive",
        ("'answer'", "activation='tanh'"),
    ),
    Mistake(
        "the cosine of single numbers",
        lambda: compiled(classifier(None, 1), "cosine_similarity"),
        "preflight.cosine_of_one",
        ("'answer'", "mean_squared_error"),
    ),
    Mistake(
        "a misspelled loss",
        lambda: compiled(classifier(), "categorical_crosentropy"),
        "registry.unknown",
        ("'categorical_crossentropy'",),
    ),
    Mistake("no loss at all", lambda: fit(classifier(), None, ONE_HOT), "step.no_loss", ("loss='mse'",)),
]

LAYERS = [
    Mistake(
        "dense layers with nothing between them",
        lambda: compiled(chain(Dense(8, name="a"), Dense(1, name="b")), "mse"),
        "preflight.linear_neighbors",
        ("'a'", "'b'", "'relu'"),
    ),
    Mistake(
        "the same activation twice",
        lambda: compiled(chain(Dense(8, activation="relu", name="a"), Activation("relu", name="b"), Dense(1)), "mse"),
        "preflight.activation_repeated",
        ("'a'", "'b'", "relu"),
    ),
    Mistake(
        "softmax twice",
        lambda: compiled(chain(Dense(3, activation="softmax", name="a"), Softmax(name="b"))),
        "preflight.activation_repeated",
        ("'a'", "'b'", "softmax"),
    ),
    Mistake(
        "a softmax inside the network",
        lambda: compiled(chain(Dense(8, activation="softmax", name="a"), Dense(3, activation="softmax", name="b"))),
        "preflight.softmax_hidden",
        ("'a'", "'b'", "'relu'"),
    ),
    Mistake(
        "many sigmoid layers",
        lambda: compiled(chain(*(Dense(8, activation="sigmoid") for _ in range(7)), Dense(3, activation="softmax"))),
        "preflight.deep_sigmoids",
        ("7", "BatchNormalization()"),
    ),
    Mistake(
        "a dropout behind the output",
        lambda: compiled(chain(Dense(3, activation="softmax"), Dropout(0.5, name="d"))),
        "preflight.dropout_last",
        ("'d'", "rate=0.5"),
    ),
    Mistake(
        "the part to keep given as the part to drop",
        lambda: compiled(chain(Dense(8, activation="relu"), Dropout(0.9, name="d"), Dense(1)), "mse"),
        "preflight.dropout_heavy",
        ("'d'", "Dropout(0.1)"),
    ),
    Mistake("a dropout in percent", lambda: Dropout(50), "argument.fraction", ("Dropout", "rate=0.4")),
    Mistake(
        "a penalty that outweighs the loss",
        lambda: compiled(chain(Dense(3, activation="softmax", kernel_regularizer=L2(10.0), name="a"))),
        "preflight.penalty_heavy",
        ("'a'", "'kernel'", "10"),
    ),
    Mistake(
        "hidden weights of zeros behind a relu",
        lambda: fit(chain(Dense(8, activation="relu", kernel_initializer="zeros", name="a"), Dense(1)), "mse", NUMBERS),
        "preflight.dead_start",
        ("a/kernel", "kernel_initializer='he_normal'"),
    ),
    Mistake(
        "all weights the same number",
        lambda: fit(
            chain(
                Dense(8, activation="tanh", kernel_initializer="ones", name="a"),
                Dense(1, kernel_initializer="ones", name="b"),
            ),
            "mse",
            NUMBERS,
        ),
        "preflight.equal_units",
        ("a/kernel", "'b'"),
    ),
    Mistake(
        "a misspelled activation", lambda: Dense(3, activation="rleu"), "registry.unknown", ("activation", "'relu'")
    ),
    Mistake(
        "a misspelled initializer",
        lambda: Dense(3, kernel_initializer="he_norml"),
        "registry.unknown",
        ("kernel_initializer", "'he_normal'"),
    ),
    Mistake(
        "a misspelled argument of a layer",
        lambda: Dense(3, actvation="relu"),
        "registry.unknown_argument",
        ("actvation", "'activation'"),
    ),
    Mistake("no units", lambda: Dense(0), "argument.positive_integer", ("Dense", "units=0")),
    Mistake("units as a word", lambda: Dense("10"), "argument.positive_integer", ("units='10'",)),
    Mistake("strides below 1", lambda: Conv2D(3, 3, strides=-1), "argument.sizes", ("Conv2D", "strides=-1")),
    Mistake("a kernel of size 0", lambda: Conv2D(3, 0), "argument.sizes", ("Conv2D", "kernel_size=0")),
    Mistake("a pool of size 0", lambda: MaxPooling2D(0), "argument.sizes", ("MaxPooling2D", "pool_size=0")),
    Mistake("a misspelled padding", lambda: Conv2D(3, 3, padding="smae"), "argument.padding", ("padding='same'",)),
    Mistake(
        "channels first",
        lambda: Conv2D(3, 3, data_format="channels_first"),
        "argument.channels_first",
        ("data_format", "x.transpose(0, 2, 3, 1)"),
    ),
    Mistake(
        "a momentum in percent",
        lambda: BatchNormalization(momentum=99),
        "batch_normalization.momentum",
        ("BatchNormalization", "momentum=0.9"),
    ),
    Mistake("a layer without parentheses", lambda: Sequential([Flatten]), "sequential.no_layer", ("Flatten",)),
    Mistake(
        "an input inside the chain", lambda: Sequential([Dense(3), Input((4,))]), "sequential.input_inside", ("Input",)
    ),
    Mistake(
        "word numbers without a row",
        lambda: fit(
            chain(Embedding(10, 4, name="e"), GlobalAveragePooling1D(), Dense(1), shape=(5,)),
            "mse",
            NUMBERS,
            vectors(64, 5).argsort(1) + 7,
        ),
        "embedding.outside",
        ("'e'", "input_dim"),
    ),
]

SHAPES = [
    Mistake(
        "the samples counted in input_shape",
        lambda: Sequential([Conv2D(3, 3, input_shape=(32, 8, 8, 1))]),
        "pictures.batch_inside",
        ("Conv2D", "input_shape=(8, 8, 1)"),
    ),
    Mistake(
        "an inner input_shape that contradicts what arrives",
        lambda: Sequential([Dense(3, input_shape=(4,)), Dense(3, input_shape=(7,), name="b")]),
        "sequential.input_shape_ignored",
        ("'b'", "input_shape=(7,)"),
    ),
    Mistake(
        "pictures without channels",
        lambda: Sequential([Conv2D(3, 3, input_shape=(28, 28))]),
        "pictures.no_channels",
        ("Conv2D", "input_shape=(28, 28, 1)"),
    ),
    Mistake(
        "a convolution behind Flatten",
        lambda: chain(Flatten(), Conv2D(3, 3), shape=(8, 8, 1)),
        "pictures.flat",
        ("Conv2D", "Flatten"),
    ),
    Mistake(
        "a kernel larger than the map",
        lambda: chain(Conv2D(3, 9), shape=(8, 8, 1)),
        "window.larger",
        ("Conv2D", "padding='same'"),
    ),
    Mistake(
        "a pool larger than the map",
        lambda: chain(MaxPooling2D(9), shape=(8, 8, 1)),
        "window.larger",
        ("MaxPooling2D",),
    ),
    Mistake("a Reshape that does not fit", lambda: chain(Reshape((3, 3))), "reshape.sizes", ("Reshape", "-1")),
    Mistake(
        "a recurrent layer behind one that lost the time axis",
        lambda: chain(LSTM(3), LSTM(3), shape=(5, 2)),
        "recurrent.rank",
        ("LSTM",),
    ),
    Mistake(
        "Flatten forgotten",
        lambda: fit(
            chain(Conv2D(4, 3), Dense(3, activation="softmax"), shape=(8, 8, 1)),
            "categorical_crossentropy",
            ONE_HOT,
            vectors(64, 64).reshape(64, 8, 8, 1),
        ),
        "losses.flatten",
        ("Flatten()",),
    ),
]

METRICS = [
    Mistake(
        "accuracy of numbers that are measured",
        lambda: fit(classifier(None, 1), "mse", NUMBERS, metrics=["accuracy"]),
        "preflight.accuracy_of_numbers",
        ("'accuracy'", "metrics=['mae']"),
    ),
    Mistake(
        "accuracy of logits with the border 0.5",
        lambda: fit(classifier(None, 1), BinaryCrossentropy(from_logits=True), YES_OR_NO, metrics=["accuracy"]),
        "preflight.metric_of_logits",
        ("'accuracy'", "BinaryAccuracy(threshold=0)"),
    ),
    Mistake(
        "the area under the curve of logits",
        lambda: fit(classifier(None, 1), BinaryCrossentropy(from_logits=True), YES_OR_NO, metrics=["AUC"]),
        "preflight.metric_of_logits",
        ("'AUC'", "AUC(from_logits=True)"),
    ),
    Mistake(
        "precision of logits",
        lambda: fit(classifier(None, 1), BinaryCrossentropy(from_logits=True), YES_OR_NO, metrics=[Precision()]),
        "preflight.metric_of_logits",
        ("'precision'", "activation='sigmoid'"),
    ),
    Mistake(
        "binary accuracy of a softmax",
        lambda: fit(classifier(), "categorical_crossentropy", ONE_HOT, metrics=["binary_accuracy"]),
        "preflight.accuracy_of_each",
        ("'binary_accuracy'", "metrics=['accuracy']"),
    ),
    Mistake(
        "accuracy as equality of floats",
        lambda: fit(classifier(), "categorical_crossentropy", ONE_HOT, metrics=[Accuracy()]),
        "preflight.accuracy_exact",
        ("metrics=['accuracy']",),
    ),
    Mistake(
        "categorical accuracy of one output",
        lambda: fit(classifier("sigmoid", 1), "bce", YES_OR_NO, metrics=["categorical_accuracy"]),
        "preflight.accuracy_of_one",
        ("'categorical_accuracy'", "metrics=['accuracy']"),
    ),
    Mistake(
        "accuracy of targets -1 and 1",
        lambda: fit(classifier("tanh", 1), "hinge", 2 * YES_OR_NO - 1, metrics=["accuracy"]),
        "preflight.accuracy_of_signs",
        ("'accuracy'", "(y + 1) / 2"),
    ),
    Mistake(
        "accuracy where nearly all labels are one class",
        lambda: fit(classifier("sigmoid", 1), "bce", (vectors(200)[:, 0] > 2.2).astype(int), metrics=["accuracy"]),
        "preflight.accuracy_of_share",
        ("'accuracy'", "class_weight"),
    ),
    Mistake(
        "squared error of class numbers",
        lambda: fit(classifier(), "sparse_categorical_crossentropy", CLASSES, metrics=["mse"]),
        "metrics.shapes",
        ("'mse'", "accuracy"),
    ),
    Mistake(
        "a misspelled metric", lambda: compiled(classifier(), metrics=["acuracy"]), "registry.unknown", ("'accuracy'",)
    ),
]

OPTIMIZERS = [
    Mistake(
        "Adam with a learning rate of 1",
        lambda: compiled(classifier(), optimizer=Adam(1.0)),
        "preflight.rate_large",
        ("Adam", "learning_rate=0.001"),
    ),
    Mistake(
        "SGD with a learning rate of 100",
        lambda: compiled(classifier(), optimizer=SGD(100.0)),
        "preflight.rate_large",
        ("SGD", "learning_rate=0.01"),
    ),
    Mistake(
        "Lion with a learning rate of 0.1",
        lambda: compiled(classifier(), optimizer=Lion(0.1)),
        "preflight.rate_large",
        ("Lion", "learning_rate=0.0001"),
    ),
    Mistake(
        "a learning rate of nothing",
        lambda: compiled(classifier(), optimizer=SGD(1e-9)),
        "preflight.rate_small",
        ("SGD", "learning_rate=0.01"),
    ),
    Mistake(
        "a decay that takes a weight away",
        lambda: compiled(classifier(), optimizer=AdamW(0.01, weight_decay=50.0)),
        "preflight.decay_large",
        ("AdamW", "weight_decay=50"),
    ),
    Mistake("a learning rate of 0", lambda: Adam(0), "optimizer.learning_rate", ("Adam", "learning_rate=0.001")),
    Mistake("a learning rate as a word", lambda: Adam("0.1"), "optimizer.learning_rate", ("'0.1'",)),
    Mistake("a misspelled optimizer", lambda: compiled(classifier(), optimizer="adm"), "registry.unknown", ("'adam'",)),
    Mistake("an argument of old times", lambda: Adam(lr=0.1), "registry.unknown_argument", ("'learning_rate'",)),
    Mistake(
        "a misspelled argument of compile",
        lambda: classifier().compile("adam", los="mse"),
        "compile.unknown_argument",
        ("'loss'",),
    ),
]

MISTAKES = [*LOGITS, *LOSSES, *LAYERS, *SHAPES, *METRICS, *OPTIMIZERS]
