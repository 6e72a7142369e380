"""What initializers say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "initializer.unusable": ErrorMessage(
        en=Lines(
            "this cannot be used as an initializer.",
            "a name, an initializer, a number, an array, or a function of the shape",
            "{got}",
            "Write a name such as 'glorot_uniform', or an object such as initializers.HeNormal().",
        ),
        ko=Lines(
            "초기화 방법으로 쓸 수 없는 값이에요.",
            "이름, 초기화 객체, 숫자, 배열, 또는 모양(shape)을 받는 함수",
            "{got}",
            "'glorot_uniform' 같은 이름이나 initializers.HeNormal() 같은 객체를 쓰세요.",
        ),
    ),
    "initializer.number": ErrorMessage(
        en=Lines("{argument} must be a number.", "a number", "{got}", "Write {argument} as a number, such as 0.05."),
        ko=Lines("{argument:은/는} 숫자여야 해요.", "숫자", "{got}", "{argument:을/를} 0.05 같은 숫자로 쓰세요."),
    ),
    "initializer.scale": ErrorMessage(
        en=Lines("the scale must be above 0.", "scale > 0", "{got}", "Write scale=1.0 or another positive number."),
        ko=Lines("scale은 0보다 커야 해요.", "scale > 0", "{got}", "scale=1.0처럼 양수를 쓰세요."),
    ),
    "initializer.not_a_matrix": ErrorMessage(
        en=Lines(
            "the identity initializer works only for matrices.",
            "a shape with two axes",
            "{got}",
            "Use another initializer for this weight, such as 'glorot_uniform'.",
        ),
        ko=Lines(
            "단위행렬은 행렬에만 쓸 수 있어요.",
            "축이 두 개인 모양",
            "{got}",
            "이 가중치에는 'glorot_uniform' 같은 다른 초기화 방법을 쓰세요.",
        ),
    ),
    "initializer.too_few_axes": ErrorMessage(
        en=Lines(
            "an orthogonal weight needs rows and columns.",
            "a shape with at least two axes",
            "{got}",
            "Use another initializer for this weight, such as 'zeros'.",
        ),
        ko=Lines(
            "직교 초기화에는 행과 열이 필요해요.",
            "축이 두 개 이상인 모양",
            "{got}",
            "이 가중치에는 'zeros' 같은 다른 초기화 방법을 쓰세요.",
        ),
    ),
    "initializer.shape": ErrorMessage(
        en=Lines(
            "the initial values do not have the shape of the weight.",
            "{expected}",
            "{got}",
            "Pass an array of the weight's shape, or a function that returns one.",
        ),
        ko=Lines(
            "초깃값의 모양이 가중치의 모양과 달라요.",
            "{expected}",
            "{got}",
            "가중치와 모양이 같은 배열이나, 그런 배열을 돌려주는 함수를 쓰세요.",
        ),
    ),
}
