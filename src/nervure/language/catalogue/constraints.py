"""What constraints say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "constraint.unusable": ErrorMessage(
        en=Lines(
            "this cannot be used as a constraint.",
            "a name, a constraint, or a function of the weight",
            "{got}",
            "Write 'max_norm' or constraints.MaxNorm(2).",
        ),
        ko=Lines(
            "제약으로 쓸 수 없는 값이에요.",
            "이름, 제약 객체, 또는 가중치를 받는 함수",
            "{got}",
            "'max_norm'이나 constraints.MaxNorm(2)처럼 쓰세요.",
        ),
    ),
    "constraint.axis": ErrorMessage(
        en=Lines(
            "the weight has no axis {axis}.",
            "an axis of a weight of shape {got}",
            "axis={axis}",
            "Write axis=0 for Dense, axis=[0, 1, 2] for Conv2D; leave the constraint off weights that have fewer axes.",
        ),
        ko=Lines(
            "가중치에 {axis}번 축이 없어요.",
            "모양이 {got}인 가중치의 축",
            "axis={axis}",
            "Dense에는 axis=0, Conv2D에는 axis=[0, 1, 2]를 쓰세요. 축이 더 적은 가중치에서는 이 제약을 빼세요.",
        ),
    ),
    "constraint.shape": ErrorMessage(
        en=Lines(
            "the constraint changed the shape of the weight.",
            "{expected}",
            "{got}",
            "Return a tensor of the same shape as the weight.",
        ),
        ko=Lines(
            "제약이 가중치의 모양을 바꿨어요.",
            "{expected}",
            "{got}",
            "가중치와 모양이 같은 텐서를 돌려주세요.",
        ),
    ),
}
