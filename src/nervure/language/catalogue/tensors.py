"""Sentences about arrays: what they are, what is shown of them, and how they take another shape."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "tensors.rank": Message(en="rank", ko="랭크(축의 수)"),
    "tensors.shape": Message(en="shape", ko="크기(shape)"),
    "tensors.dtype": Message(en="dtype", ko="데이터 타입"),
    "tensors.bytes": Message(en="bytes", ko="바이트"),
    "tensors.is": Message(en="is", ko="무엇인지"),
    "tensors.may_be": Message(en="may be", ko="무엇일지"),
    "tensors.bytes_of_none": Message(
        en="0 (no numbers: axis {axis} has size 0)", ko="0 (축 {axis}의 크기가 0이어서 수가 없어요)"
    ),
    "tensors.bytes_of_one": Message(en="{size} (1 number of {each} B)", ko="{size} ({each}바이트짜리 수 1개)"),
    "tensors.bytes_of_many": Message(
        en="{size} ({count} numbers of {each} B)", ko="{size} ({each}바이트짜리 수 {count}개)"
    ),
    "tensors.no_numbers": Message(
        en="not a tensor of numbers: networks do not take this type",
        ko="수의 텐서가 아니에요. 이 타입은 신경망에 넣을 수 없어요",
    ),
    "tensors.no_kind": Message(
        en="a tensor; no common kind of data has these axes", ko="텐서. 이런 축을 가진 흔한 데이터는 없어요"
    ),
    "tensors.scalar": Message(en="one number: a scalar", ko="수 하나: 스칼라"),
    "tensors.vector": Message(en="one vector", ko="벡터 하나"),
    "tensors.labels": Message(en="labels, one per sample", ko="샘플마다 하나씩인 라벨"),
    "tensors.vectors": Message(en="vectors", ko="벡터 데이터"),
    "tensors.sequence": Message(en="one sequence", ko="시계열 하나"),
    "tensors.matrix": Message(en="one matrix", ko="행렬 하나"),
    "tensors.grey_picture": Message(en="one gray image", ko="흑백 이미지 하나"),
    "tensors.sequences": Message(en="sequences", ko="시계열 데이터"),
    "tensors.grey_pictures": Message(en="gray images", ko="흑백 이미지"),
    "tensors.picture": Message(en="one gray image with a channel axis", ko="채널 축이 있는 흑백 이미지 하나"),
    "tensors.color_picture": Message(en="one color image", ko="컬러 이미지 하나"),
    "tensors.picture_channels_first": Message(
        en="one image, channels first as in PyTorch", ko="PyTorch처럼 채널이 맨 앞에 있는 이미지 하나"
    ),
    "tensors.pictures": Message(en="gray images with a channel axis", ko="채널 축이 있는 흑백 이미지"),
    "tensors.color_pictures": Message(en="color images", ko="컬러 이미지"),
    "tensors.feature_maps": Message(en="feature maps", ko="특성 맵"),
    "tensors.video": Message(en="one video", ko="동영상 하나"),
    "tensors.grey_videos": Message(en="gray videos", ko="흑백 동영상"),
    "tensors.pictures_channels_first": Message(
        en="images, channels first as in PyTorch", ko="PyTorch처럼 채널이 앞에 있는 이미지"
    ),
    "tensors.videos": Message(en="videos", ko="동영상"),
    "tensors.volumes": Message(en="volumes", ko="입체(볼륨)"),
    "tensors.empty": Message(en="It contains no numbers.", ko="수가 하나도 없어요."),
    "tensors.first_place": Message(
        en="Of the leading axes, only [{place}] is drawn.", ko="앞쪽 축에서는 [{place}]만 그렸어요."
    ),
    "tensors.part_of_axis": Message(en="{shown} of {size} along {axis}", ko="{axis} 축의 {size}개 중 {shown}개"),
    "tensors.only_part": Message(en="Drawn: {parts}.", ko="그린 것: {parts}."),
    "tensors.shades": Message(en="Black is {black}, white is {white}.", ko="검정은 {black}, 하양은 {white}."),
    "tensors.not_finite": Message(
        en="NaN or infinite, drawn black: {count}.", ko="NaN이나 무한대여서 검게 그린 것: {count}개."
    ),
    "tensors.alpha": Message(en="The alpha channel is not drawn.", ko="알파 채널은 그리지 않았어요."),
    "tensors.smaller": Message(en="Images are drawn smaller than they are.", ko="이미지를 실제보다 작게 그렸어요."),
    "tensors.fix_gray_already": Message(
        en="An image without that axis is already a single channel: use it as it is.",
        ko="이 축이 없는 이미지는 그 자체가 채널 하나예요. 그대로 쓰세요.",
    ),
    "tensors.fix_channels_first": Message(
        en="Channels seem to come first: move them last with np.moveaxis(image, -3, -1).",
        ko="채널이 앞에 있는 것 같아요. np.moveaxis(image, -3, -1)로 맨 뒤로 옮기세요.",
    ),
    "tensors.fix_no_channels": Message(
        en="Pass an image whose last axis holds its channels, such as (28, 28, 3).",
        ko="(28, 28, 3)처럼 마지막 축이 채널인 이미지를 넘기세요.",
    ),
    "tensors.fix_free_size": Message(
        en="Write {tried}: -1 is inferred from the other sizes, which gives {after}.",
        ko="{tried:이라/라}고 쓰세요. -1은 나머지에서 정해지는 크기예요. 그러면 크기가 {after:이/가} 돼요.",
    ),
    "tensors.fix_flat": Message(
        en="Write -1 for a single vector of {count}, or choose sizes whose product is {count}.",
        ko="벡터 하나로 펴려면 -1을 쓰고, 아니면 곱이 {count}인 크기를 고르세요.",
    ),
    "tensors.reshape_swaps_nothing": Message(
        en="reshape from {before} to {after} does not swap axes: the numbers keep their order, so rows or channels are "
        "mixed. To swap axes, use np.transpose or np.moveaxis.",
        ko="reshape로 {before}에서 {after:으로/로} 바꾸면 축이 서로 바뀌는 것이 아니라 수의 순서가 그대로 이어져 행이나 채널이 섞여요. "
        "축을 바꾸려던 것이라면 np.transpose나 np.moveaxis를 쓰세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "tensors.ragged": ErrorMessage(
        en=Lines(
            "lists of different lengths do not make a tensor.",
            "lists of equal length at each depth",
            "lengths {got} side by side",
            "Give them equal lengths: cut them, or pad them with nervure.data.pad_sequences.",
        ),
        ko=Lines(
            "길이가 다른 리스트로는 텐서를 만들 수 없어요.",
            "깊이마다 길이가 같은 리스트",
            "나란히 있는 길이 {got}",
            "길이를 맞추세요. 자르거나 nervure.data.pad_sequences처럼 채우면 돼요.",
        ),
    ),
    "tensors.no_values": ErrorMessage(
        en=Lines(
            "a tensor on the device 'meta' has a shape but no values.",
            "a tensor with values",
            "shape {shape} on 'meta'",
            "Create it on a device with memory: device='cpu', for example.",
        ),
        ko=Lines(
            "'meta' 장치의 텐서에는 모양만 있고 값이 없어요.",
            "값이 있는 텐서",
            "'meta'에 있는 {shape}",
            "device='cpu'처럼 메모리가 있는 장치에 만드세요.",
        ),
    ),
    "tensors.kind_rank": ErrorMessage(
        en=Lines(
            "an array with {rank} axes is not of the kind '{kind}'.",
            "({axes})",
            "shape {shape}",
            "Choose a kind with {rank} axes: {known}.",
        ),
        ko=Lines(
            "축이 {rank}개인 배열은 '{kind}' 종류가 아니에요.",
            "({axes})",
            "크기 {shape}",
            "축이 {rank}개인 종류를 고르세요: {known}.",
        ),
    ),
    "tensors.kind_channels": ErrorMessage(
        en=Lines(
            "axis {axis} cannot be the channels of '{kind}'.",
            "1 (gray), 3 (red, green, blue) or 4 (with alpha) at axis {axis}",
            "{got} in {shape}",
            "Leave kind out to see what this shape may be.",
        ),
        ko=Lines(
            "축 {axis}의 크기로는 '{kind}'의 채널이 될 수 없어요.",
            "축 {axis}에 1(흑백), 3(빨강, 초록, 파랑) 또는 4(알파 포함)",
            "{shape}의 {got}",
            "kind를 빼면 이 크기로 무엇일 수 있는지 볼 수 있어요.",
        ),
    ),
    "tensors.channels": ErrorMessage(
        en=Lines(
            "the last axis does not hold the channels of an image.",
            "(..., height, width, channels) with 1, 3 or 4 channels",
            "{shape}",
            "{fix}",
        ),
        ko=Lines(
            "마지막 축이 이미지의 채널이 아니에요.",
            "채널이 1, 3, 4개인 (..., height, width, channels)",
            "{shape}",
            "{fix}",
        ),
    ),
    "tensors.reshape_argument": ErrorMessage(
        en=Lines(
            "the shape must consist of whole numbers, with at most one -1.",
            "(2, 6), (2, -1) or -1, for example",
            "{got}",
            "Write the size of each axis, and -1 for one that is inferred from the others: (2, -1), for example.",
        ),
        ko=Lines(
            "크기는 정수여야 하고 -1은 한 번만 쓸 수 있어요.",
            "(2, 6), (2, -1), -1 같은 크기",
            "{got}",
            "(2, -1)처럼 축마다 크기를 쓰고, 나머지에서 정해질 축 하나에만 -1을 쓰세요.",
        ),
    ),
    "tensors.reshape_size": ErrorMessage(
        en=Lines(
            "the shape {shape} has room for {room} numbers, but there are {count}.",
            "sizes whose product is {count}: {products}",
            "{shape}, whose product is {room}",
            "{fix}",
        ),
        ko=Lines(
            "수가 {count}개인데 {shape}에는 {room}개가 들어가요.",
            "곱이 {count}인 크기: {products}",
            "곱이 {room}인 {shape}",
            "{fix}",
        ),
    ),
    "tensors.reshape_left_over": ErrorMessage(
        en=Lines(
            "the {count} numbers do not divide evenly into parts of {room}.",
            "sizes that divide {count}: {products}",
            "{shape}, where -1 would be {count} / {room}",
            "{fix}",
        ),
        ko=Lines(
            "수가 {count}개여서 {room}개씩 나누어떨어지지 않아요.",
            "{count}의 약수인 크기: {products}",
            "-1의 자리가 {count} / {room}인 {shape}",
            "{fix}",
        ),
    ),
}
