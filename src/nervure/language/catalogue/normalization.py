"""What can be wrong with layers that normalize each sample by itself."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "normalization.axes": ErrorMessage(
        en=Lines(
            "axis must be a whole number or a list of them.",
            "axis=-1 or axis=[1, 2, 3], for example",
            "axis={got}",
            "Write axis=-1 to normalize over the last axis.",
        ),
        ko=Lines(
            "axis는 정수 하나 또는 정수의 목록이어야 해요.",
            "axis=-1 또는 axis=[1, 2, 3] 같은 목록",
            "axis={got}",
            "마지막 축을 따라 정규화하려면 axis=-1로 쓰세요.",
        ),
    ),
    "normalization.batch_axis": ErrorMessage(
        en=Lines(
            "axis 0 counts the samples, and each sample is normalized separately.",
            "axes of the features, such as axis=-1",
            "axis={axis}",
            "Write axis=-1, for example; to normalize over the batch, use BatchNormalization.",
        ),
        ko=Lines(
            "축 0은 샘플을 세는 축이고, 정규화는 샘플마다 따로 해요.",
            "특성 축 (예: axis=-1)",
            "axis={axis}",
            "예를 들어 axis=-1로 쓰세요. 배치에 걸쳐 정규화하려면 BatchNormalization을 쓰세요.",
        ),
    ),
    "group_normalization.groups": ErrorMessage(
        en=Lines(
            "groups must be a positive whole number, or -1 for one channel per group.",
            "a whole number of at least 1, or -1",
            "groups={got}",
            "Write groups=8, for example, or another divisor of the number of channels.",
        ),
        ko=Lines(
            "groups는 양의 정수이거나, 채널마다 한 그룹이라면 -1이어야 해요.",
            "1 이상의 정수 또는 -1",
            "groups={got}",
            "groups=8처럼 채널 수의 약수를 쓰세요.",
        ),
    ),
    "group_normalization.channels": ErrorMessage(
        en=Lines(
            "the channels ({channels}) cannot be divided into {groups} equal groups.",
            "a number of channels divisible by {groups}",
            "channels: {channels}, at axis {axis} of {got}",
            "Write groups={suggestion}, or change the number of channels of the layer before it.",
        ),
        ko=Lines(
            "채널 {channels}개를 같은 크기의 그룹 {groups}개로 나눌 수 없어요.",
            "{groups:으로/로} 나누어떨어지는 채널 수",
            "{got}의 축 {axis}에 채널 {channels}개",
            "groups={suggestion:으로/로} 쓰거나, 앞 층의 채널 수를 바꾸세요.",
        ),
    ),
}
