"""What can go wrong with layers whose kernels and windows slide over sequences, pictures and volumes."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "maps.no_channels": ErrorMessage(
        en=Lines(
            "the input has no channel axis.",
            "{axes}",
            "{got}",
            "Add the channel axis: input_shape={suggestion} and x[..., None].",
        ),
        ko=Lines(
            "입력에 채널 축이 없어요.",
            "{axes}",
            "{got}",
            "채널 축을 더하세요: input_shape={suggestion}, x[..., None].",
        ),
    ),
    "maps.too_many_axes": ErrorMessage(
        en=Lines(
            "the input has one axis too many.",
            "{axes}",
            "{got}",
            "Leave the batch size out of input_shape: input_shape={suggestion}, if {first} is the batch size.",
        ),
        ko=Lines(
            "입력에 축이 하나 더 있어요.",
            "{axes}",
            "{got}",
            "{first:이/가} 배치 크기라면 input_shape에서 빼세요: input_shape={suggestion}.",
        ),
    ),
    "maps.rank": ErrorMessage(
        en=Lines(
            "the input has the wrong number of axes for this layer.",
            "{axes}",
            "{got}",
            "Reshape the input to {rank} axes: Reshape({target}).",
        ),
        ko=Lines(
            "입력의 축 개수가 이 층에 맞지 않아요.",
            "{axes}",
            "{got}",
            "Reshape({target})로 입력의 축을 {rank}개로 만드세요.",
        ),
    ),
    "maps.pictures": ErrorMessage(
        en=Lines(
            "the input has the axes of an image.",
            "{axes}",
            "{got}",
            "Use the layer whose name ends in 2D, or reshape the input to {rank} axes: Reshape({target}).",
        ),
        ko=Lines(
            "입력의 축이 이미지의 축이에요.",
            "{axes}",
            "{got}",
            "이름이 2D로 끝나는 층을 쓰거나 Reshape({target})로 입력의 축을 {rank}개로 만드세요.",
        ),
    ),
    "convolution.other_channels": ErrorMessage(
        en=Lines(
            "the kernel was built for another number of channels: {expected}, not {channels}.",
            "{axes}",
            "{got}",
            "Pass an input whose last axis has size {expected}, or create a new layer for this input.",
        ),
        ko=Lines(
            "입력의 채널은 {channels}개인데 커널은 {expected}개에 맞춰 만들었어요.",
            "{axes}",
            "{got}",
            "채널 {expected}개를 넣거나, 이 입력에 맞는 층을 새로 만드세요.",
        ),
    ),
    "convolution.output_padding": ErrorMessage(
        en=Lines(
            "output_padding must be smaller than strides along each axis.",
            "from 0 to strides - 1",
            "output_padding={output_padding}, strides={strides}",
            "Leave output_padding out, or choose less than the stride along each axis.",
        ),
        ko=Lines(
            "output_padding은 축마다 strides보다 작아야 해요.",
            "0부터 strides - 1까지",
            "output_padding={output_padding}, strides={strides}",
            "output_padding을 빼거나 축마다 strides보다 작은 수를 쓰세요.",
        ),
    ),
    "convolution.nothing_left": ErrorMessage(
        en=Lines(
            "this output_padding leaves no output along an axis of one cell.",
            "an output of at least one cell along each axis",
            "output_padding={output_padding}, input {got}",
            "Leave output_padding out.",
        ),
        ko=Lines(
            "이 output_padding으로는 한 칸짜리 축에서 남는 것이 없어요.",
            "축마다 한 칸 이상의 출력",
            "output_padding={output_padding}, 입력 {got}",
            "output_padding을 빼세요.",
        ),
    ),
    "cropping.larger": ErrorMessage(
        en=Lines(
            "the cropping leaves nothing of the input.",
            "more than {cells} cells along the axes between the first and the last",
            "cropping={cropping}, input {got}",
            "Write cropping=0, for example, or use a larger input.",
        ),
        ko=Lines(
            "잘라내고 나면 입력에서 남는 것이 없어요.",
            "처음과 마지막 사이의 축마다 {cells}보다 많은 칸",
            "cropping={cropping}, 입력 {got}",
            "cropping을 줄이세요.",
        ),
    ),
    "upsampling.interpolation": ErrorMessage(
        en=Lines(
            "unknown interpolation.",
            "'nearest', 'bilinear', 'bicubic', 'lanczos3' or 'lanczos5'",
            "interpolation={got}",
            "Write interpolation='nearest' to repeat the cells, or 'bilinear' for smooth transitions.",
        ),
        ko=Lines(
            "알 수 없는 보간 방법이에요.",
            "'nearest', 'bilinear', 'bicubic', 'lanczos3' 또는 'lanczos5'",
            "interpolation={got}",
            "칸을 반복하려면 interpolation='nearest', 부드럽게 이으려면 'bilinear'로 쓰세요.",
        ),
    ),
}
