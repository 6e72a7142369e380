"""What fit, evaluate, predict and the steps of training say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "fit.ran_dry": Message(
        en="fit: training stops after epoch {epoch} of {epochs}, because a generator can be read only once. Pass the generator function itself without calling it: fit(batches), not fit(batches()).",
        ko="fit: 제너레이터는 한 번만 읽을 수 있어서 에포크 {epochs}번 중 {epoch}번 뒤에 훈련을 멈춰요. 제너레이터를 만드는 함수를 "
        "호출하지 말고 그대로 넘기세요: fit(batches())가 아니라 fit(batches).",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "step.num_outputs": ErrorMessage(
        en=Lines(
            "forward returned a different number of outputs than the layer declares.",
            "{expected}",
            "{got}",
            "Return ((y1, y2), cache) from forward, for example, and set num_outputs = 2 in the class.",
        ),
        ko=Lines(
            "forward가 돌려준 출력의 수가 층이 선언한 것과 달라요.",
            "{expected}개",
            "{got}개",
            "예를 들어 forward에서 ((y1, y2), cache)를 돌려주고, 클래스에 num_outputs = 2를 쓰세요.",
        ),
    ),
    "step.num_inputs": ErrorMessage(
        en=Lines(
            "backward returned a different number of input gradients than the layer has inputs.",
            "{expected}",
            "{got}",
            "Return (dx, gradients) from backward; for several inputs, dx is a tuple with one gradient per input.",
        ),
        ko=Lines(
            "backward가 돌려준 입력 기울기의 수가 층의 입력 수와 달라요.",
            "{expected}개",
            "{got}개",
            "backward에서 (dx, gradients)를 돌려주세요. 입력이 여럿이면 dx는 입력마다 기울기 하나씩인 튜플이에요.",
        ),
    ),
    "step.no_gradient": ErrorMessage(
        en=Lines(
            "backward returned no gradient for '{name}', so this weight would never be trained.",
            "(dx, {{'{name}': ..., ...}})",
            "no '{name}' among the gradients",
            "Return the gradient under exactly this name, or add the weight with trainable=False.",
        ),
        ko=Lines(
            "backward가 '{name}' 가중치의 기울기를 주지 않아 학습이 되지 않아요.",
            "(dx, {{'{name}': ..., ...}})",
            "기울기 가운데 '{name}' 없음",
            "정확히 이 이름으로 기울기를 추가하거나, 가중치를 trainable=False로 추가하세요.",
        ),
    ),
    "step.gradient_shape": ErrorMessage(
        en=Lines(
            "the gradient of '{name}' does not have the shape of the weight.",
            "{expected}",
            "{got}",
            "Sum over the samples (and positions) in backward, so that only the shape of the weight remains.",
        ),
        ko=Lines(
            "'{name}' 가중치와 그 기울기의 모양이 달라요.",
            "{expected}",
            "{got}",
            "backward에서 샘플(과 위치)에 대해 더해서 가중치와 같은 모양만 남기세요.",
        ),
    ),
    "feed.inputs": ErrorMessage(
        en=Lines(
            "the data has a different number of inputs than the model.",
            "{expected}: {names}",
            "{got}",
            "Pass x as a list with one array per input of the model, or as a mapping with the input names as keys.",
        ),
        ko=Lines(
            "데이터의 입력 수가 모델과 달라요.",
            "{expected}개: {names}",
            "{got}개",
            "x를 모델의 입력마다 배열 하나씩 담은 리스트나, 입력 이름을 키로 하는 사전으로 주세요.",
        ),
    ),
    "feed.targets_in_x": ErrorMessage(
        en=Lines(
            "x holds both inputs and targets: arrays in a tuple count as several inputs.",
            "x for {names}, and y separately",
            "x with {got} arrays, no y",
            "Pass them separately: fit(x, y), or fit(*data) for a tuple data = (x, y).",
        ),
        ko=Lines(
            "x에 입력과 타깃이 함께 들어 있어요. 튜플 속의 배열들은 여러 입력으로 읽어요.",
            "{names} 입력의 x와, 따로 y",
            "배열 {got}개인 x, y 없음",
            "fit(x, y)처럼 따로 넘기세요. data = (x, y) 튜플이면 fit(*data)로 쓰세요.",
        ),
    ),
    "feed.outputs": ErrorMessage(
        en=Lines(
            "the number of targets in the data is not the number of outputs of the model.",
            "{expected}: {names}",
            "{got}",
            "Pass y as a list with one array per output of the model, or as a mapping with the output names as keys.",
        ),
        ko=Lines(
            "데이터의 타깃 수가 모델의 출력 수와 달라요.",
            "{expected}개: {names}",
            "{got}개",
            "y를 모델의 출력마다 배열 하나씩 담은 리스트나, 출력 이름을 키로 하는 사전으로 주세요.",
        ),
    ),
    "feed.one_sample": ErrorMessage(
        en=Lines(
            "the batch axis is missing: this looks like a single sample.",
            "{expected} for the input '{name}'",
            "{got}",
            "Add the batch axis: x[None], or np.expand_dims(x, 0).",
        ),
        ko=Lines(
            "배치 축이 없어요. 샘플 하나로 보여요.",
            "'{name}' 입력에는 {expected}",
            "{got}",
            "x[None] 또는 np.expand_dims(x, 0)으로 배치 축을 추가하세요.",
        ),
    ),
    "feed.no_channels": ErrorMessage(
        en=Lines(
            "the images have no channel axis.",
            "{expected} for the input '{name}'",
            "{got}",
            "Add a channel axis at the end: x[..., None] for gray images; load color images as (N, H, W, 3).",
        ),
        ko=Lines(
            "이미지에 채널 축이 없어요.",
            "'{name}' 입력에는 {expected}",
            "{got}",
            "회색 이미지는 x[..., None]으로 맨 뒤에 채널 축을 추가하고, 컬러 이미지는 (N, H, W, 3)으로 읽으세요.",
        ),
    ),
    "feed.channels": ErrorMessage(
        en=Lines(
            "the images have a different number of channels than the model was built for.",
            "{expected} for the input '{name}'",
            "{got}",
            "Load the images with as many channels ({channels}), or rebuild the model for the channels you have.",
        ),
        ko=Lines(
            "이미지의 채널 수가 모델과 달라요.",
            "'{name}' 입력에는 {expected}",
            "{got}",
            "이미지를 채널 {channels}개로 읽거나, 가진 채널 수에 맞게 모델을 다시 만드세요.",
        ),
    ),
    "feed.not_flat": ErrorMessage(
        en=Lines(
            "the model takes vectors, but the samples have more axes.",
            "{expected} for the input '{name}'",
            "{got}",
            "Put Flatten() first in the model, or pass x.reshape(len(x), -1).",
        ),
        ko=Lines(
            "모델은 벡터를 받는데 샘플의 축이 더 많아요.",
            "'{name}' 입력에는 {expected}",
            "{got}",
            "모델의 맨 앞에 Flatten()을 두거나 x.reshape(len(x), -1)을 넘기세요.",
        ),
    ),
    "feed.shape": ErrorMessage(
        en=Lines(
            "the data does not have the shape that the model expects.",
            "{expected} for the input '{name}'",
            "{got}",
            "Reshape or resize the data, or build the model with input_shape={sample}.",
        ),
        ko=Lines(
            "데이터의 모양이 모델의 입력과 달라요.",
            "'{name}' 입력에는 {expected}",
            "{got}",
            "데이터의 모양이나 크기를 바꾸거나, 모델을 input_shape={sample:으로/로} 만드세요.",
        ),
    ),
    "fit.verbose": ErrorMessage(
        en=Lines(
            "verbose sets how much output is shown.",
            "'auto', 0 (nothing), 1 (a progress bar), 2 (one line per epoch)",
            "{got}",
            "Write verbose='auto', which adapts to the screen.",
        ),
        ko=Lines(
            "verbose는 얼마나 보여 줄지를 정해요.",
            "'auto', 0(아무것도 안 보임), 1(진행 막대), 2(에포크마다 한 줄)",
            "{got}",
            "화면에 맞게 알아서 보여 주는 verbose='auto'를 쓰세요.",
        ),
    ),
    "fit.validation_freq": ErrorMessage(
        en=Lines(
            "validation_freq sets after which epochs to validate.",
            "a whole number of at least 1, or a list of epochs counted from 1",
            "{got}",
            "Use validation_freq=1 for every epoch, or a list such as [1, 5, 10].",
        ),
        ko=Lines(
            "validation_freq는 어느 에포크 뒤에 검증할지를 정해요.",
            "1 이상의 정수, 또는 1부터 세는 에포크 번호의 리스트",
            "{got}",
            "에포크마다라면 validation_freq=1을, 아니면 [1, 5, 10] 같은 리스트를 쓰세요.",
        ),
    ),
    "step.no_loss": ErrorMessage(
        en=Lines(
            "no output has a loss, so there is nothing to minimize.",
            "a loss, such as 'mse' or 'sparse_categorical_crossentropy'",
            "None",
            "Write compile(optimizer='adam', loss='mse'), for example.",
        ),
        ko=Lines(
            "손실이 있는 출력이 없어서 줄일 값이 없어요.",
            "'mse'나 'sparse_categorical_crossentropy' 같은 손실",
            "None",
            "예를 들어 compile(optimizer='adam', loss='mse')처럼 쓰세요.",
        ),
    ),
    "step.no_targets": ErrorMessage(
        en=Lines(
            "the loss compares outputs with targets, but the data has no targets.",
            "x and y",
            "only x",
            "Write fit(x, y), or let the generator yield (x, y).",
        ),
        ko=Lines(
            "손실은 출력과 타깃을 비교하는데 데이터에 타깃이 없어요.",
            "x와 y",
            "x만",
            "fit(x, y)처럼 넘기거나, 제너레이터가 (x, y)를 내놓게 하세요.",
        ),
    ),
    "fit.validation_data": ErrorMessage(
        en=Lines(
            "validation_data has the wrong number of parts: {got}.",
            "(x, y), (x, y, sample_weight) or a dataset",
            "parts: {got}",
            "Write validation_data=(x_validation, y_validation).",
        ),
        ko=Lines(
            "검증 데이터가 {got}개 부분으로 되어 있어요.",
            "(x, y), (x, y, sample_weight) 또는 데이터셋",
            "{got}개 부분",
            "validation_data=(x_validation, y_validation)으로 넘기세요.",
        ),
    ),
}
