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
            "Write layer.build((None, 8)), for example; calling the layer on data builds it, too.",
        ),
        ko=Lines(
            "build에는 입력 모양이 필요해요.",
            "배치 축이 맨 앞에 오는 크기, 예를 들어 (None, 8)",
            "모양 없음",
            "예를 들어 layer.build((None, 8))로 쓰세요. 데이터로 층을 불러도 만들어져요.",
        ),
    ),
    "build.shape": ErrorMessage(
        en=Lines(
            "build takes a shape, or a list of shapes for several inputs.",
            "whole numbers, or None for any size, with the batch axis first",
            "{got}",
            "Write layer.build((None, 8)), for example.",
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
            "a built layer stays built.",
            "built = True, which build may set as in Keras",
            "built = False",
            "Create a new layer: its weights are initialized again.",
        ),
        ko=Lines(
            "한번 만들어진 층은 되돌릴 수 없어요.",
            "Keras처럼 build 안에서 설정하는 built = True",
            "built = False",
            "층을 새로 만드세요. 가중치를 새로 뽑아요.",
        ),
    ),
    "call.training": ErrorMessage(
        en=Lines(
            "training sets whether the layer computes as in training.",
            "True or False, not a mask",
            "{got}",
            "Write layer(x, training=True); pass a mask as layer(x, mask=m).",
        ),
        ko=Lines(
            "training은 학습할 때처럼 계산할지를 정해요.",
            "True 또는 False, 그 자리에 마스크도 쓸 수 있어요",
            "{got}",
            "layer(x, training=True)로, 마스크는 layer(x, mask=m)으로 쓰세요.",
        ),
    ),
    "call.masks": ErrorMessage(
        en=Lines(
            "there are more masks than inputs.",
            "at most {expected}",
            "{got}",
            "Pass a mask, or None, for each input.",
        ),
        ko=Lines(
            "마스크가 입력보다 많아요.",
            "{expected}개 이하",
            "{got}개",
            "입력마다 마스크 하나 또는 None을 주세요.",
        ),
    ),
    "call.mask_shape": ErrorMessage(
        en=Lines(
            "the mask does not match the input.",
            "{expected}, or sizes that broadcast to it",
            "{got}",
            "Pass a mask with one True or False for each time step of each sample.",
        ),
        ko=Lines(
            "마스크가 입력에 맞지 않아요.",
            "{expected}, 또는 그 모양으로 늘어나는 크기",
            "{got}",
            "샘플의 스텝마다 True 또는 False가 하나씩 있는 마스크를 주세요.",
        ),
    ),
    "call.mask_of_cell": ErrorMessage(
        en=Lines(
            "a cell computes a single time step and does not take a mask.",
            "no mask",
            "mask=...",
            "Pass the mask to the layer around the cell: RNN(cell)(x, mask=m).",
        ),
        ko=Lines(
            "셀은 한 스텝을 계산하고, 그 스텝은 실제로 있거나 아예 없어요.",
            "마스크 없음",
            "mask=...",
            "마스크는 셀을 감싼 층에 주세요. RNN(cell)(x, mask=m)",
        ),
    ),
    "layer.weight_sizes": ErrorMessage(
        en=Lines(
            "the shape of a weight must consist of whole numbers.",
            "a tuple, such as (3, 2), or () for a single number",
            "{got}",
            "Write add_weight(name='kernel', shape=(3, 2)), for example.",
        ),
        ko=Lines(
            "가중치의 모양은 정수로 되어 있어요.",
            "(3, 2) 같은 튜플, 숫자 하나라면 ()",
            "{got}",
            "예를 들어 add_weight(name='kernel', shape=(3, 2))로 쓰세요.",
        ),
    ),
}
