"""What can be wrong with layers that normalise each sample by itself."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "normalization.axes": ErrorMessage(
        en=Lines(
            "axis must be a whole number or a list of them.",
            "axis=-1, or for example axis=[1, 2, 3]",
            "axis={got}",
            "Name the axes of the numbers that are normalised together; axis=-1 is the last one.",
        ),
        ko=Lines(
            "axis는 정수 하나 또는 정수의 목록이어야 해요.",
            "axis=-1 또는 axis=[1, 2, 3] 같은 목록",
            "axis={got}",
            "함께 정규화할 수의 축을 쓰세요. 마지막 축은 axis=-1이에요.",
        ),
    ),
    "normalization.batch_axis": ErrorMessage(
        en=Lines(
            "axis 0 counts the samples, and each sample is normalised by itself.",
            "axes of the features, for example axis=-1",
            "axis={axis}",
            "Leave axis 0 out; to normalise over the batch use BatchNormalization.",
        ),
        ko=Lines(
            "축 0은 샘플을 세는 축이고, 정규화는 샘플마다 따로 해요.",
            "특성 축 (예: axis=-1)",
            "axis={axis}",
            "축 0을 빼세요. 배치에 걸쳐 정규화하려면 BatchNormalization을 쓰세요.",
        ),
    ),
    "group_normalization.groups": ErrorMessage(
        en=Lines(
            "groups must be a positive whole number, or -1 for one channel a group.",
            "a whole number of at least 1, or -1",
            "groups={got}",
            "Give a divisor of the number of channels, for example groups=8.",
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
            "{channels} channels cannot be divided into {groups} equal groups.",
            "a number of channels that {groups} divides",
            "{channels} channels at axis {axis} of {got}",
            "Write groups={suggestion}, or give the layer before it another number of channels.",
        ),
        ko=Lines(
            "채널 {channels}개를 같은 크기의 그룹 {groups}개로 나눌 수 없어요.",
            "{groups:으로/로} 나누어떨어지는 채널 수",
            "{got}의 축 {axis}에 채널 {channels}개",
            "groups={suggestion:으로/로} 쓰거나, 앞 층의 채널 수를 바꾸세요.",
        ),
    ),
}
