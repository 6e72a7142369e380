"""Small networks of every form: chains, branches, links, shared layers, several inputs and outputs; and random ones."""

from __future__ import annotations

import hypothesis.strategies as st

from nervure.layers import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
)
from tests.graph.draft import Draft

Drawn = tuple[Draft, tuple[int, ...]]


def chain() -> Drawn:
    draft = Draft((4,))
    hidden = draft.call(Dense(6, activation="tanh"), 0)
    return draft, (draft.call(Dense(3, activation="softmax"), draft.call(Dropout(0.4), hidden)),)


def residual_link() -> Drawn:
    draft = Draft((6,))
    hidden = draft.call(Dense(6, activation="sigmoid"), 0)
    return draft, (draft.call(Dense(2), draft.call(Add(), 0, hidden)),)


def branches() -> Drawn:
    draft = Draft((8, 8, 2))
    stem = draft.call(Conv2D(4, 3, padding="same", activation="elu"), 0)
    wide = draft.call(MaxPooling2D(), stem)
    smooth = draft.call(AveragePooling2D(), draft.call(BatchNormalization(), stem))
    joined = draft.call(Concatenate(), wide, smooth)
    return draft, (draft.call(Dense(3), draft.call(Flatten(), joined)),)


def shared_layer() -> Drawn:
    draft = Draft((5,), (5,))
    shared, norm = Dense(4, activation="tanh"), BatchNormalization(momentum=0.8)
    left, right = (draft.call(norm, draft.call(shared, slot)) for slot in (0, 1))
    return draft, (draft.call(Dense(1), draft.call(Concatenate(), left, right)),)


def layer_behind_itself() -> Drawn:
    draft = Draft((4,))
    again = Dense(4, activation="tanh")
    return draft, (draft.call(again, draft.call(again, draft.call(again, 0))),)


def several_inputs_and_outputs() -> Drawn:
    draft = Draft((3,), (4, 4, 1))
    picture = draft.call(GlobalAveragePooling2D(), draft.call(Conv2D(3, 2, activation="relu"), 1))
    both = draft.call(Add(), 0, picture)
    return draft, (draft.call(Dense(2, activation="softmax"), both), draft.call(Dense(1), picture))


def output_that_is_read_inside() -> Drawn:
    draft = Draft((4,))
    hidden = draft.call(Dense(5, activation="relu"), 0)
    return draft, (hidden, draft.call(Dense(2), hidden))


def input_that_is_an_output() -> Drawn:
    draft = Draft((4,))
    return draft, (0, draft.call(Dense(2), 0))


def output_given_twice() -> Drawn:
    draft = Draft((4,))
    hidden = draft.call(Dense(3, activation="tanh"), 0)
    return draft, (hidden, hidden)


NETWORKS = (
    chain,
    residual_link,
    branches,
    shared_layer,
    layer_behind_itself,
    several_inputs_and_outputs,
    output_that_is_read_inside,
    input_that_is_an_output,
    output_given_twice,
)


def random_layer(draw: st.DrawFn, width: int, known: list[Layer]) -> Layer:
    if known and draw(st.booleans()):
        return draw(st.sampled_from(known))
    activation = draw(
        st.sampled_from([None, "relu", "tanh", "sigmoid", "elu", "selu", "softmax", "gelu", "leaky_relu"])
    )
    kind = draw(st.sampled_from(["dense", "dense", "norm", "dropout", "activation"]))
    layer: Layer = Dense(width, activation=activation, trainable=draw(st.booleans()))
    if kind == "norm":
        layer = BatchNormalization(trainable=draw(st.booleans()))
    elif kind == "dropout":
        layer = Dropout(0.3)
    elif kind == "activation":
        layer = Activation(activation or "linear")
    known.append(layer)
    return layer


@st.composite
def graphs(draw: st.DrawFn) -> Drawn:
    """Any acyclic graph over vectors of one width, with layers called again and links over any distance."""
    num_inputs = draw(st.integers(1, 2))
    draft = Draft(*((3,),) * num_inputs)
    slots = list(range(num_inputs))
    known: list[Layer] = []
    for _ in range(draw(st.integers(1, 8))):
        if draw(st.integers(0, 3)) == 0:
            read = draw(st.lists(st.sampled_from(slots), min_size=2, max_size=3))
            slots.append(draft.call(Add(), *read))
        else:
            slots.append(draft.call(random_layer(draw, 3, known), draw(st.sampled_from(slots))))
    outputs = draw(st.lists(st.sampled_from(slots), min_size=1, max_size=3))
    return draft, tuple(outputs)
