"""What regularizers say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "regularizer.no_penalty": Message(
        en="L1L2 with l1=0 and l2=0 adds no penalty; write L1L2(l1=0.01, l2=0.01) to have one.",
        ko="L1L2의 l1과 l2가 모두 0이어서 규제가 걸리지 않아요. 규제를 걸려면 L1L2(l1=0.01, l2=0.01)처럼 쓰세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "regularizer.unusable": ErrorMessage(
        en=Lines(
            "this cannot be used as a regularizer.",
            "a name, or an object with the methods penalty and gradient",
            "{got}",
            "Write 'l2' or regularizers.L2(0.01); for a custom penalty, subclass regularizers.Regularizer.",
        ),
        ko=Lines(
            "규제로 쓸 수 없는 값이에요.",
            "이름, 또는 penalty와 gradient 메서드가 있는 객체",
            "{got}",
            "'l2'나 regularizers.L2(0.01)처럼 쓰세요. 직접 만들려면 regularizers.Regularizer를 상속하세요.",
        ),
    ),
    "regularizer.factor": ErrorMessage(
        en=Lines(
            "the factor {argument} must be a number of at least 0.",
            "{argument} >= 0",
            "{got}",
            "Write {argument}=0.01 or another non-negative number.",
        ),
        ko=Lines(
            "계수 {argument:은/는} 0 이상의 숫자여야 해요.",
            "{argument} >= 0",
            "{got}",
            "{argument}=0.01처럼 음수가 아닌 숫자를 쓰세요.",
        ),
    ),
    "regularizer.mode": ErrorMessage(
        en=Lines("unknown mode.", "mode='rows' or mode='columns'", "mode={got}", "Write mode='rows'."),
        ko=Lines("모르는 mode예요.", "mode='rows' 또는 mode='columns'", "mode={got}", "mode='rows'처럼 쓰세요."),
    ),
    "regularizer.matrix": ErrorMessage(
        en=Lines(
            "only a matrix has rows and columns.",
            "a weight of two axes, such as the kernel of a Dense layer",
            "{got}",
            "Give it as kernel_regularizer to a Dense layer, and use L2(0.01) for this weight.",
        ),
        ko=Lines(
            "행과 열은 행렬에만 있어요.",
            "축이 두 개인 가중치 (예: Dense 층의 커널)",
            "{got}",
            "Dense 층의 kernel_regularizer로 쓰고, 이 가중치에는 L2(0.01)를 쓰세요.",
        ),
    ),
}
