"""What can go wrong between a layer and the shape it is fed."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "layer.dtype": ErrorMessage(
        en=Lines(
            "the precision is set for the whole model, not for one layer.",
            "no dtype, or 'float32'",
            "dtype={dtype}",
            "Leave dtype out and write compile(precision='float64'), for example.",
        ),
        ko=Lines(
            "정밀도는 모델 전체에 하나로 정해요.",
            "dtype 생략 또는 'float32'",
            "dtype={dtype}",
            "dtype을 빼고, 예를 들어 compile(precision='float64')로 쓰세요.",
        ),
    ),
    "layer.number_of_weights": ErrorMessage(
        en=Lines(
            "the number of arrays is not the number of weights.",
            "arrays: {expected}",
            "arrays: {got}",
            "Pass one array per weight, in the order of get_weights().",
        ),
        ko=Lines(
            "배열의 개수가 가중치의 개수와 달라요.",
            "배열 {expected}개",
            "배열 {got}개",
            "get_weights()의 순서대로 가중치마다 배열을 하나씩 주세요.",
        ),
    ),
    "layer.weight_shape": ErrorMessage(
        en=Lines(
            "the array for '{name}' has the wrong shape.",
            "{expected}",
            "{got}",
            "Pass arrays with the shapes and in the order of get_weights().",
        ),
        ko=Lines(
            "'{name}'에 줄 배열의 모양이 달라요.",
            "{expected}",
            "{got}",
            "get_weights()와 같은 모양과 순서로 배열을 주세요.",
        ),
    ),
    "layer.no_numbers": ErrorMessage(
        en=Lines(
            "the values are not numbers.",
            "an array or a tensor of numbers",
            "{got}",
            "Pass numbers; all rows of a list must have the same length.",
        ),
        ko=Lines(
            "수로 이루어진 값이 아니에요.",
            "수의 배열이나 텐서",
            "{got}",
            "수를 넘기세요. 리스트라면 행의 길이가 모두 같아야 해요.",
        ),
    ),
    "layer.batch_sizes": ErrorMessage(
        en=Lines(
            "the inputs have different numbers of samples.",
            "the same first size in every input",
            "{got}",
            "Pass the same number of samples for each input.",
        ),
        ko=Lines(
            "입력마다 샘플 수가 달라요.",
            "모든 입력에서 같은 첫 번째 크기",
            "{got}",
            "각 입력을 같은 수의 샘플로 넘기세요.",
        ),
    ),
    "layer.input_shape_number": ErrorMessage(
        en=Lines(
            "input_shape must be a tuple.",
            "input_shape=({got},)",
            "input_shape={got}",
            "Write input_shape=({got},): the comma makes it a tuple.",
        ),
        ko=Lines(
            "input_shape는 튜플이어야 해요.",
            "input_shape=({got},)",
            "input_shape={got}",
            "input_shape=({got},)로 쓰세요. 쉼표가 있어야 튜플이 돼요.",
        ),
    ),
    "layer.one_input": ErrorMessage(
        en=Lines(
            "this layer takes one input.",
            "one tensor",
            "{got}",
            "Combine the inputs first, with Concatenate()([a, b]) or Add()([a, b]).",
        ),
        ko=Lines(
            "이 층은 입력을 하나만 받아요.",
            "텐서 하나",
            "{got}",
            "Concatenate()([a, b])나 Add()([a, b])로 입력을 먼저 합치세요.",
        ),
    ),
    "layer.no_axis": ErrorMessage(
        en=Lines(
            "the input has no axis {axis}.",
            "an axis from -{rank} to {last}",
            "axis={axis}, input {got}",
            "Use axis=-1 for the last axis.",
        ),
        ko=Lines(
            "입력에 축 {axis:이/가} 없어요.",
            "-{rank}부터 {last}까지의 축",
            "axis={axis}, 입력 {got}",
            "마지막 축이라면 axis=-1을 쓰세요.",
        ),
    ),
    "dense.no_features": ErrorMessage(
        en=Lines(
            "the number of features must be known.",
            "(N, features)",
            "{got}",
            "Set it in the first layer: input_shape=(8,), for example.",
        ),
        ko=Lines(
            "특성의 개수를 알아야 해요.",
            "(N, 특성 수)",
            "{got}",
            "첫 층에 정하세요. 예: input_shape=(8,)",
        ),
    ),
    "dense.features": ErrorMessage(
        en=Lines(
            "the number of features in the input is not the number that the kernel was built for.",
            "(N, ..., {expected})",
            "{got}",
            "Pass inputs with {expected} features, or create a new layer for this input.",
        ),
        ko=Lines(
            "입력의 특성 수가 커널을 만들 때와 달라요.",
            "(N, ..., {expected})",
            "{got}",
            "특성 {expected}개를 넣거나, 이 입력에 맞는 층을 새로 만드세요.",
        ),
    ),
    "pictures.no_channels": ErrorMessage(
        en=Lines(
            "the images have no channel axis.",
            "(N, height, width, channels)",
            "{got}",
            "Add the channel axis: input_shape={suggestion} and x[..., None].",
        ),
        ko=Lines(
            "이미지에 채널 축이 없어요.",
            "(N, 높이, 너비, 채널)",
            "{got}",
            "채널 축을 더하세요: input_shape={suggestion}, x[..., None].",
        ),
    ),
    "pictures.batch_inside": ErrorMessage(
        en=Lines(
            "the input has one axis too many.",
            "(N, height, width, channels)",
            "{got}",
            "Leave the batch size out of input_shape: input_shape={suggestion}, if {first} is the batch size.",
        ),
        ko=Lines(
            "입력에 축이 하나 더 있어요.",
            "(N, 높이, 너비, 채널)",
            "{got}",
            "{first:이/가} 배치 크기라면 input_shape에서 빼세요: input_shape={suggestion}.",
        ),
    ),
    "pictures.flat": ErrorMessage(
        en=Lines(
            "the input does not have the shape of images.",
            "(N, height, width, channels)",
            "{got}",
            "Put this layer before Flatten, or turn the vectors into images: Reshape({suggestion}), for example.",
        ),
        ko=Lines(
            "입력이 이미지가 아니에요.",
            "(N, 높이, 너비, 채널)",
            "{got}",
            "이 층을 Flatten 앞에 두거나 Reshape({suggestion})처럼 벡터를 이미지로 바꾸세요.",
        ),
    ),
    "pictures.rank": ErrorMessage(
        en=Lines(
            "the input does not have the shape of images.",
            "(N, height, width, channels)",
            "{got}",
            "Reshape the input to four axes, with Reshape((28, 28, 1)) for example.",
        ),
        ko=Lines(
            "입력이 이미지가 아니에요.",
            "(N, 높이, 너비, 채널)",
            "{got}",
            "예를 들어 Reshape((28, 28, 1))로 축을 네 개로 만드세요.",
        ),
    ),
    "convolution.channels_unknown": ErrorMessage(
        en=Lines(
            "the number of channels must be known.",
            "{axes}",
            "{got}",
            "Set it in the first layer, as the last number of input_shape.",
        ),
        ko=Lines(
            "채널 수를 알아야 해요.",
            "{axes}",
            "{got}",
            "첫 층의 input_shape에서 마지막 수로 쓰세요.",
        ),
    ),
    "convolution.channels": ErrorMessage(
        en=Lines(
            "the kernel was built for another number of channels: {expected}, not {channels}.",
            "(N, H, W, {expected})",
            "{got}",
            "Pass images with that many channels, 3 for rgb and 1 for grayscale, or create a new layer.",
        ),
        ko=Lines(
            "입력의 채널은 {channels}개인데 커널은 {expected}개에 맞춰 만들었어요.",
            "(N, H, W, {expected})",
            "{got}",
            "채널 수가 같은 이미지를 주거나(rgb는 3개, grayscale은 1개) 층을 새로 만드세요.",
        ),
    ),
    "convolution.channels_groups": ErrorMessage(
        en=Lines(
            "the channels cannot be divided evenly among the groups.",
            "a multiple of {groups} channels",
            "{got}",
            "Choose groups so that {channels} is a multiple of groups.",
        ),
        ko=Lines(
            "채널이 그룹에 똑같이 나누어지지 않아요.",
            "{groups}의 배수인 채널 수",
            "{got}",
            "{channels:이/가} groups의 배수가 되도록 groups를 고르세요.",
        ),
    ),
    "window.larger": ErrorMessage(
        en=Lines(
            "the window is larger than its input, so the output would be empty.",
            "an input of at least {size}",
            "{got}",
            "Use padding='same', a smaller window, or fewer pooling layers before this one.",
        ),
        ko=Lines(
            "창이 특성 맵보다 커서 남는 것이 없어요.",
            "{size} 이상의 특성 맵",
            "{got}",
            "padding='same'을 쓰거나, 창을 줄이거나, 앞의 풀링 층을 줄이세요.",
        ),
    ),
    "batch_normalization.unknown": ErrorMessage(
        en=Lines(
            "the size of axis {axis} must be known.",
            "a known size along axis {axis}",
            "{got}",
            "Set it in the first layer with input_shape.",
        ),
        ko=Lines(
            "축 {axis}의 크기를 알아야 해요.",
            "축 {axis}에 수",
            "{got}",
            "첫 층의 input_shape에 쓰세요.",
        ),
    ),
    "batch_normalization.batch_axis": ErrorMessage(
        en=Lines(
            "axis 0 is the batch axis and cannot be normalized with parameters.",
            "a feature axis, such as axis=-1",
            "axis={axis}",
            "Leave axis out.",
        ),
        ko=Lines(
            "축 0은 샘플을 세는 축이라 파라미터가 없어요.",
            "특성 축: axis=-1",
            "axis={axis}",
            "axis를 빼세요.",
        ),
    ),
    "batch_normalization.features": ErrorMessage(
        en=Lines(
            "the layer was built for a different size.",
            "{expected} along axis {axis}",
            "{got}",
            "Pass inputs of that size, or create a new layer.",
        ),
        ko=Lines(
            "층을 만들 때와 크기가 달라요.",
            "축 {axis}에 {expected}",
            "{got}",
            "만들 때의 크기로 넣거나 층을 새로 만드세요.",
        ),
    ),
    "dropout.noise_rank": ErrorMessage(
        en=Lines(
            "noise_shape does not match the input.",
            "None, 1 or the size of the input for each axis",
            "noise_shape={noise_shape}, input {got}",
            "Use one entry per axis, including the batch axis.",
        ),
        ko=Lines(
            "noise_shape가 입력과 맞지 않아요.",
            "축마다 None, 1 또는 입력의 크기",
            "noise_shape={noise_shape}, 입력 {got}",
            "배치 축까지 축마다 하나씩 쓰세요.",
        ),
    ),
    "reshape.sizes": ErrorMessage(
        en=Lines(
            "a sample does not have as many values as the new shape.",
            "{size} values per sample",
            "target_shape={target_shape} for input {got}",
            "Choose sizes whose product is {size}, or write -1 for one of them.",
        ),
        ko=Lines(
            "샘플 하나의 수들이 새 모양에 들어맞지 않아요.",
            "샘플마다 수 {size}개",
            "입력 {got}에 target_shape={target_shape}",
            "곱이 {size}인 크기들을 고르거나, 하나를 -1로 쓰세요.",
        ),
    ),
    "rescaling.channels": ErrorMessage(
        en=Lines(
            "the number of values in {argument} is not the number of channels.",
            "one value, or one per channel of the last axis",
            "values: {count}, input {got}",
            "Set {argument} to one value per channel, or to a single value.",
        ),
        ko=Lines(
            "{argument}에 든 값의 개수가 채널 수와 달라요.",
            "값 하나, 또는 마지막 축의 채널 수만큼",
            "입력 {got}에 값 {count}개",
            "{argument}에 채널마다 값을 하나씩 쓰세요.",
        ),
    ),
    "merge.one_input": ErrorMessage(
        en=Lines(
            "this layer takes a list of inputs.",
            "[a, b]",
            "a single input {got}",
            "Call it with a list: {kind}()([a, b]).",
        ),
        ko=Lines("이 층은 입력의 목록을 합쳐요.", "[a, b]", "입력 하나 {got}", "{kind}()([a, b])처럼 목록을 넣으세요."),
    ),
    "merge.batch": ErrorMessage(
        en=Lines(
            "the inputs have different numbers of samples.",
            "the same first axis",
            "{got}",
            "Pass the same samples to all inputs.",
        ),
        ko=Lines(
            "입력마다 샘플 수가 달라요.",
            "같은 첫 축",
            "{got}",
            "모든 입력에 같은 샘플을 넣으세요.",
        ),
    ),
    "add.shapes": ErrorMessage(
        en=Lines(
            "inputs with these shapes cannot be added.",
            "equal sizes; an axis of size 1 is broadcast",
            "{got}",
            "Bring them to the same shape first: a Dense or 1 x 1 Conv2D layer changes the last axis, strides change the others.",
        ),
        ko=Lines(
            "이 모양들의 입력은 더할 수 없어요.",
            "같은 크기 (1인 축은 늘어나요)",
            "{got}",
            "먼저 같은 모양으로 만드세요. 마지막 축은 Dense나 1 x 1 Conv2D로, 다른 축은 strides로 바꿔요.",
        ),
    ),
    "concatenate.shapes": ErrorMessage(
        en=Lines(
            "inputs with these shapes cannot be concatenated along axis {axis}.",
            "equal sizes on all other axes",
            "{got}",
            "Make the other axes equal first, or concatenate along another axis.",
        ),
        ko=Lines(
            "이 모양들의 입력은 축 {axis:을/를} 따라 이어 붙일 수 없어요.",
            "다른 모든 축에서 같은 크기",
            "{got}",
            "다른 축의 크기를 먼저 같게 하거나, 다른 축을 따라 이어 붙이세요.",
        ),
    ),
}
