"""What can be wrong with the arguments of a layer."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "activation.own_function": ErrorMessage(
        en=Lines(
            "this activation has no known derivative.",
            "a name such as 'relu', or a layer such as LeakyReLU(0.1)",
            "{got}",
            "Use one of these, or write a custom layer with forward and backward and add it after this one.",
        ),
        ko=Lines(
            "이 활성화 함수의 도함수를 알 수 없어요.",
            "'relu' 같은 이름, 또는 LeakyReLU(0.1) 같은 층",
            "{got}",
            "이름이나 층을 쓰거나, forward와 backward가 있는 층을 직접 만들어 이 층 뒤에 더하세요.",
        ),
    ),
    "activation.not_called": ErrorMessage(
        en=Lines("the activation is a class, not a layer.", "{name}()", "{name}", "Write activation={name}()."),
        ko=Lines("활성화에 층이 아니라 클래스를 썼어요.", "{name}()", "{name}", "activation={name}()로 쓰세요."),
    ),
    "activation.halves": ErrorMessage(
        en=Lines(
            "{got} halves the last axis, so it cannot be part of another layer.",
            "a separate layer: Activation('{got}')",
            "activation='{got}'",
            "Leave activation out, and add Activation('{got}') after the layer.",
        ),
        ko=Lines(
            "{got:은/는} 마지막 축을 반으로 줄이므로 다른 층 안에 넣을 수 없어요.",
            "따로 있는 층: Activation('{got}')",
            "activation='{got}'",
            "activation을 빼고, 층 뒤에 Activation('{got}')를 넣으세요.",
        ),
    ),
    "activation.odd": ErrorMessage(
        en=Lines(
            "glu halves axis {axis}, which has an odd size.",
            "an even size along axis {axis}",
            "{got}",
            "Give the layer before it twice as many units as you want after glu.",
        ),
        ko=Lines(
            "glu는 축 {axis:을/를} 반으로 나누는데 크기가 홀수예요.",
            "축 {axis}에 짝수",
            "{got}",
            "앞 층의 유닛 수를 짝수로 하세요. glu 뒤에 필요한 수의 두 배예요.",
        ),
    ),
    "softmax.axes": ErrorMessage(
        en=Lines(
            "softmax applies to a single axis.",
            "one whole number",
            "axis={got}",
            "Merge the axes with Reshape first, then use axis=-1.",
        ),
        ko=Lines(
            "softmax는 한 축을 따라 계산해요.",
            "정수 하나",
            "axis={got}",
            "먼저 Reshape로 축들을 하나로 모은 뒤 axis=-1을 쓰세요.",
        ),
    ),
    "convolution.strides_and_dilation": ErrorMessage(
        en=Lines(
            "strides and dilation_rate cannot both be larger than 1.",
            "strides=1 or dilation_rate=1",
            "strides={strides}, dilation_rate={dilation_rate}",
            "Leave one of the two out.",
        ),
        ko=Lines(
            "strides와 dilation_rate를 함께 1보다 크게 할 수 없어요.",
            "strides=1 또는 dilation_rate=1",
            "strides={strides}, dilation_rate={dilation_rate}",
            "둘 중 하나를 빼세요.",
        ),
    ),
    "convolution.filters_groups": ErrorMessage(
        en=Lines(
            "the filters cannot be divided evenly among the groups.",
            "filters: a multiple of {groups}",
            "filters={filters}, groups={groups}",
            "Write filters={suggestion}, or choose other groups.",
        ),
        ko=Lines(
            "filters가 그룹에 똑같이 나누어지지 않아요.",
            "{groups}의 배수인 filters",
            "filters={filters}, groups={groups}",
            "filters={suggestion:으로/로} 바꾸거나 groups를 바꾸세요.",
        ),
    ),
    "batch_normalization.momentum": ErrorMessage(
        en=Lines(
            "momentum must be a fraction.",
            "a number from 0 to 1",
            "momentum={got}",
            "Write momentum=0.9 for short training, 0.99 for long training.",
        ),
        ko=Lines(
            "momentum은 0과 1 사이의 비율이어야 해요.",
            "0 이상 1 이하의 수",
            "momentum={got}",
            "학습이 짧으면 momentum=0.9, 길면 0.99로 쓰세요.",
        ),
    ),
    "dropout.noise_shape": ErrorMessage(
        en=Lines(
            "noise_shape must list a size for each axis.",
            "positive whole numbers or None, for example (None, 1, 1, 64)",
            "noise_shape={got}",
            "Use None where the mask has the size of the input, and 1 where it is shared.",
        ),
        ko=Lines(
            "noise_shape에는 축마다 크기를 써야 해요.",
            "양의 정수 또는 None (예: (None, 1, 1, 64))",
            "noise_shape={got}",
            "마스크가 입력을 따르는 축은 None, 함께 쓰는 축은 1로 쓰세요.",
        ),
    ),
    "reshape.target_shape": ErrorMessage(
        en=Lines(
            "target_shape is not a valid shape.",
            "sizes of at least 1, at most one of them -1, without the batch axis: (28, 28, 1)",
            "target_shape={got}",
            "Write target_shape=(28, 28, 1), for example; a size of -1 is inferred from the others.",
        ),
        ko=Lines(
            "target_shape가 모양이 아니에요.",
            "1 이상의 크기들, -1은 하나까지, 배치 축은 빼고: (28, 28, 1)",
            "target_shape={got}",
            "예를 들어 target_shape=(28, 28, 1)로 쓰세요. -1은 나머지에서 정해지는 크기예요.",
        ),
    ),
    "rescaling.number": ErrorMessage(
        en=Lines(
            "{argument} must be a number, or one number per channel.",
            "{argument}=1/255 or a list of numbers",
            "{argument}={got}",
            "Write {argument}=1/255, for example.",
        ),
        ko=Lines(
            "{argument:은/는} 수 하나이거나 채널마다 하나씩의 수여야 해요.",
            "{argument}=1/255 또는 수의 목록",
            "{argument}={got}",
            "{argument}=1/255처럼 쓰세요.",
        ),
    ),
    "concatenate.batch_axis": ErrorMessage(
        en=Lines(
            "axis 0 is the batch axis; a layer cannot concatenate samples.",
            "a feature axis, such as axis=-1",
            "axis={got}",
            "Leave axis out to concatenate the features.",
        ),
        ko=Lines(
            "축 0은 샘플을 세는 축이라 층에서 이어 붙일 수 없어요.",
            "특성 축: axis=-1",
            "axis={got}",
            "특성을 이어 붙이려면 axis를 빼세요.",
        ),
    ),
    "input.no_shape": ErrorMessage(
        en=Lines(
            "the shape of one sample is missing.",
            "Input(shape=(28, 28, 1))",
            "no shape",
            "Write Input(shape=(28, 28, 1)), for example.",
        ),
        ko=Lines(
            "샘플 하나의 모양이 없어요.",
            "Input(shape=(28, 28, 1))",
            "shape 없음",
            "예를 들어 Input(shape=(28, 28, 1))로 쓰세요.",
        ),
    ),
    "input.two_shapes": ErrorMessage(
        en=Lines(
            "batch_shape already includes shape and batch_size.",
            "only batch_shape, or shape with or without batch_size",
            "{got}",
            "Leave batch_shape out.",
        ),
        ko=Lines(
            "batch_shape에 shape와 batch_size가 이미 들어 있어요.",
            "batch_shape만, 또는 shape (batch_size는 선택)",
            "{got}",
            "batch_shape를 빼세요.",
        ),
    ),
    "input.sizes": ErrorMessage(
        en=Lines(
            "a shape must consist of whole numbers.",
            "sizes of at least 1, or None for any size",
            "{argument}={got}",
            "Write {argument}=(28, 28, 1), for example.",
        ),
        ko=Lines(
            "모양은 정수로 써요.",
            "1 이상의 크기, 또는 어떤 크기든 되는 None",
            "{argument}={got}",
            "예를 들어 {argument}=(28, 28, 1)로 쓰세요.",
        ),
    ),
}
