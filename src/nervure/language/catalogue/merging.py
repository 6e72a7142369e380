"""What can be wrong with layers that make one value of several."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "merge.shapes": ErrorMessage(
        en=Lines(
            "inputs of these shapes cannot be combined element by element.",
            "equal sizes; an axis of size 1 is broadcast",
            "{got}",
            "Bring them to the same shape first: a Dense or 1 x 1 Conv2D layer changes the last axis, strides change the others.",
        ),
        ko=Lines(
            "이 모양들의 입력은 수끼리 짝을 지을 수 없어요.",
            "같은 크기 (1인 축은 늘어나요)",
            "{got}",
            "먼저 같은 모양으로 만드세요. 마지막 축은 Dense나 1 x 1 Conv2D로, 다른 축은 strides로 바꿔요.",
        ),
    ),
    "merge.two": ErrorMessage(
        en=Lines(
            "this layer takes exactly two inputs.",
            "[a, b]",
            "inputs: {count}, {got}",
            "Call it on a list of two: {kind}(...)([a, b]).",
        ),
        ko=Lines(
            "이 층은 입력을 정확히 두 개 받아요.",
            "[a, b]",
            "입력 {count}개 {got}",
            "{kind}(...)([a, b])처럼 두 개를 넣으세요.",
        ),
    ),
    "dot.axes": ErrorMessage(
        en=Lines(
            "axes must be one axis for both inputs or one per input; axis 0 counts the samples.",
            "axes=-1 or axes=(1, 2), for example",
            "axes={got}",
            "Write axes=-1 to multiply and sum along the last axis of both inputs.",
        ),
        ko=Lines(
            "axes는 두 입력에 함께 쓸 축 하나이거나 입력마다 축 하나씩이어야 해요. 축 0은 샘플을 세요.",
            "axes=-1 또는 axes=(1, 2) 같은 두 축",
            "axes={got}",
            "두 입력의 마지막 축을 따라 곱해 더하려면 axes=-1로 쓰세요.",
        ),
    ),
    "dot.batch_axis": ErrorMessage(
        en=Lines(
            "axes={axes} includes the axis that counts the samples.",
            "axes after the first",
            "{got}",
            "Write axes=-1 for the last axis of both inputs.",
        ),
        ko=Lines(
            "axes={axes}에 샘플을 세는 축이 들어 있어요.",
            "첫 축 뒤에 있는 축",
            "{got}",
            "둘 다 마지막 축이라면 axes=-1로 쓰세요.",
        ),
    ),
    "dot.sizes": ErrorMessage(
        en=Lines(
            "the two axes differ in size: {first} and {second}.",
            "equal sizes at axes={axes}",
            "{got}",
            "Choose axes of equal size, or give both inputs the same size with a Dense layer first.",
        ),
        ko=Lines(
            "두 축의 크기가 {first:과/와} {second:으로/로} 서로 달라요.",
            "axes={axes}에서 같은 크기",
            "{got}",
            "크기가 같은 축을 고르거나, 먼저 Dense로 두 입력의 크기를 맞추세요.",
        ),
    ),
}
