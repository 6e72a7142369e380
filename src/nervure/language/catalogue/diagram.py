"""What drawings of networks say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "diagram.description": Message(
        en="The network {name} as {count} boxes joined by arrows.",
        ko="신경망 {name:을/를} 상자 {count}개와 화살표로 그린 그림이에요.",
    ),
    "diagram.trainable": Message(en="trainable", ko="학습함"),
    "diagram.frozen": Message(en="frozen", ko="고정됨"),
}

ERRORS: dict[str, ErrorMessage] = {
    "diagram.not_built": ErrorMessage(
        en=Lines(
            "the model has no shapes yet, so there is nothing to draw.",
            "a built model",
            "a model whose input shape is unknown",
            "Start the model with Input(shape=...), or call model.build(input_shape) before plot_model.",
        ),
        ko=Lines(
            "모델의 모양이 아직 정해지지 않아서 그릴 것이 없어요.",
            "build된 모델",
            "입력 모양을 모르는 모델",
            "모델을 Input(shape=...)으로 시작하거나 plot_model 전에 model.build(input_shape)를 부르세요.",
        ),
    ),
    "diagram.direction": ErrorMessage(
        en=Lines(
            "arrows point down or to the right.",
            "'TB' (top to bottom) or 'LR' (left to right)",
            "{got}",
            "Write rankdir='TB' or rankdir='LR'.",
        ),
        ko=Lines(
            "화살표는 아래쪽이나 오른쪽으로만 향해요.",
            "'TB'(위에서 아래로) 또는 'LR'(왼쪽에서 오른쪽으로)",
            "{got}",
            "rankdir='TB' 또는 rankdir='LR'이라고 쓰세요.",
        ),
    ),
    "diagram.format": ErrorMessage(
        en=Lines(
            "the file extension sets the image format, and this one is not supported.",
            "a file name that ends in one of {known}",
            "{got}",
            "Write plot_model(model, 'model.svg'): browsers and text editors open it.",
        ),
        ko=Lines(
            "파일 확장자로 그림 형식을 정하는데, 이 확장자는 알지 못해요.",
            "{known} 가운데 하나로 끝나는 파일 이름",
            "{got}",
            "plot_model(model, 'model.svg')라고 쓰세요. 브라우저나 문서 프로그램에서 열 수 있어요.",
        ),
    ),
}
