"""What can be wrong with the way a layer is built or called."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "build.no_shape": ErrorMessage(
        en=Lines(
            "build needs the shape of the input.",
            "sizes with the batch axis first, such as (None, 8)",
            "no shape",
            "Write for example layer.build((None, 8)); calling the layer with data builds it, too.",
        ),
        ko=Lines(
            "build에는 입력 모양이 필요해요.",
            "배치 축이 맨 앞에 오는 크기, 예를 들어 (None, 8)",
            "모양 없음",
            "예를 들어 layer.build((None, 8))로 쓰세요. 데이터로 레이어를 불러도 만들어져요.",
        ),
    ),
    "build.shape": ErrorMessage(
        en=Lines(
            "build takes a shape, or a list of shapes for several inputs.",
            "whole numbers, or None for any size, the batch axis first",
            "{got}",
            "Write for example layer.build((None, 8)).",
        ),
        ko=Lines(
            "build는 모양 하나, 또는 입력이 여러 개일 때 모양의 리스트를 받아요.",
            "배치 축이 맨 앞에 오는 정수, 또는 크기를 정하지 않을 때 None",
            "{got}",
            "예를 들어 layer.build((None, 8))로 쓰세요.",
        ),
    ),
    "build.undone": ErrorMessage(
        en=Lines(
            "a layer that is built stays built.",
            "built = True, which build may set as in Keras",
            "built = False",
            "Make a new layer; its weights are drawn anew.",
        ),
        ko=Lines(
            "한번 만들어진 레이어는 되돌릴 수 없어요.",
            "Keras처럼 build 안에서 설정하는 built = True",
            "built = False",
            "레이어를 새로 만드세요. 가중치를 새로 뽑아요.",
        ),
    ),
}
