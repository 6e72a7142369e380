"""What can be wrong with layers that rearrange numbers, and with slopes of each unit."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "permute.dims": ErrorMessage(
        en=Lines(
            "dims must list each axis after the first exactly once, counted from 1.",
            "(2, 1) or (3, 1, 2), for example",
            "dims={got}",
            "Write dims=(2, 1) to swap the two axes of a sequence.",
        ),
        ko=Lines(
            "dims에는 첫 축 뒤의 축을 1부터 세어 한 번씩 써야 해요.",
            "(2, 1) 또는 (3, 1, 2) 같은 순서",
            "dims={got}",
            "시퀀스의 두 축을 바꾸려면 dims=(2, 1)로 쓰세요.",
        ),
    ),
    "permute.rank": ErrorMessage(
        en=Lines(
            "dims={dims} does not match the number of axes of the input.",
            "axes after the first: {count}",
            "{got}",
            "List every axis after the first in dims, counted from 1: dims=(2, 1) for two axes, for example.",
        ),
        ko=Lines(
            "dims={dims:은/는} 축 {count}개의 순서인데 입력의 축 수가 달라요.",
            "첫 축 뒤에 축 {count}개",
            "{got}",
            "첫 축 뒤의 축을 1부터 세어 dims에 모두 쓰세요. 축이 둘이면 dims=(2, 1)이에요.",
        ),
    ),
    "repeat_vector.rank": ErrorMessage(
        en=Lines(
            "only vectors can be repeated as time steps of a sequence.",
            "(N, features)",
            "{got}",
            "Put Flatten() or GlobalAveragePooling1D() before it.",
        ),
        ko=Lines(
            "벡터만 시퀀스의 시점으로 되풀이할 수 있어요.",
            "(N, 특성)",
            "{got}",
            "앞에 Flatten()이나 GlobalAveragePooling1D()를 넣으세요.",
        ),
    ),
    "prelu.rank": ErrorMessage(
        en=Lines(
            "the layer was built for inputs with another number of axes.",
            "{expected}",
            "{got}",
            "Pass inputs of the shape that it was built for, or create a new layer.",
        ),
        ko=Lines(
            "층을 만들 때와 축의 수가 달라요.",
            "{expected}",
            "{got}",
            "만들 때의 모양으로 넣거나 층을 새로 만드세요.",
        ),
    ),
    "prelu.unknown": ErrorMessage(
        en=Lines(
            "the size of axis {axis} must be known, because each position along it has its own slope.",
            "a fixed size at axis {axis}",
            "{got}",
            "Write shared_axes=[{axis}], or give the size in input_shape of the first layer.",
        ),
        ko=Lines(
            "축 {axis}의 자리마다 기울기가 따로 있으므로 크기를 알아야 해요.",
            "축 {axis}에 수",
            "{got}",
            "shared_axes=[{axis}]로 쓰거나, 첫 층의 input_shape에 크기를 쓰세요.",
        ),
    ),
}
