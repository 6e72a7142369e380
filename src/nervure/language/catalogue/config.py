"""Settings of Keras for a whole process, and what takes their place."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "config.floatx": ErrorMessage(
        en=Lines(
            "the precision belongs to a model, not to the process.",
            "'float32'",
            "{got}",
            "Write model.compile(..., precision='float64'), or 'bfloat16' or 'auto'.",
        ),
        ko=Lines(
            "정밀도는 프로세스가 아니라 모델에 속해요.",
            "'float32'",
            "{got}",
            "model.compile(..., precision='float64')로 쓰세요. 'bfloat16'이나 'auto'도 돼요.",
        ),
    ),
    "config.epsilon": ErrorMessage(
        en=Lines(
            "epsilon is not set for the whole process.",
            "1e-07",
            "{got}",
            "Set it where it is used: BatchNormalization(epsilon=...), Adam(epsilon=...).",
        ),
        ko=Lines(
            "이 값은 프로세스 전체에 정하지 않아요.",
            "1e-07",
            "{got}",
            "필요한 곳에 주세요. BatchNormalization(epsilon=...), Adam(epsilon=...)",
        ),
    ),
    "config.channels": ErrorMessage(
        en=Lines(
            "images must have their channels last.",
            "'channels_last'",
            "{got}",
            "Move the axis of the data: x.transpose(0, 2, 3, 1).",
        ),
        ko=Lines(
            "여기서 이미지의 채널은 맨 뒤에 있어요.",
            "'channels_last'",
            "{got}",
            "데이터의 축을 옮기세요. x.transpose(0, 2, 3, 1)",
        ),
    ),
    "config.logging": ErrorMessage(
        en=Lines(
            "progress cannot be switched off for the whole process.",
            "verbose=0 or verbose=2 in each call",
            "disable_interactive_logging()",
            "Leave it out, and write model.fit(..., verbose=2).",
        ),
        ko=Lines(
            "진행 표시는 프로세스 전체에서 끄지 않아요.",
            "호출마다 verbose=0 또는 verbose=2",
            "disable_interactive_logging()",
            "빼고 model.fit(..., verbose=2)로 쓰세요.",
        ),
    ),
}
