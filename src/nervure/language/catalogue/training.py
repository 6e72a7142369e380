"""What fit, evaluate, predict and the callbacks say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "callbacks.nothing_to_monitor": Message(
        en="{where}: there is no '{name}' to watch; there is: {known}. Values named val_... need validation data.",
        ko="{where}: 지켜볼 '{name}' 값이 없어요. 있는 값: {known}. val_...로 시작하는 값에는 검증 데이터가 필요해요.",
    ),
    "callbacks.stopped_early": Message(
        en="EarlyStopping: {name} has not improved since epoch {best}; stopped after epoch {epoch}.",
        ko="EarlyStopping: {name:이/가} {best}번째 에포크 이후로 나아지지 않아 {epoch}번째 에포크 뒤에 멈췄어요.",
    ),
    "callbacks.rate_reduced": Message(
        en="ReduceLROnPlateau: after epoch {epoch} the learning rate becomes {rate}.",
        ko="ReduceLROnPlateau: {epoch}번째 에포크 뒤에 학습률을 {rate:으로/로} 줄였어요.",
    ),
    "callbacks.rate_set": Message(
        en="LearningRateScheduler: the learning rate of epoch {epoch} is {rate}.",
        ko="LearningRateScheduler: {epoch}번째 에포크의 학습률을 {rate:으로/로} 정했어요.",
    ),
    "callbacks.saved": Message(
        en="ModelCheckpoint: epoch {epoch} saved to {path}.",
        ko="ModelCheckpoint: {epoch}번째 에포크를 {path}에 저장했어요.",
    ),
    "callbacks.stopped_not_finite": Message(
        en="TerminateOnNaN: the loss of step {step} is no finite number; it began at '{place}'. Training stopped before "
        "this step changed a weight. Try a smaller learning rate, or clipnorm=1.0.",
        ko="TerminateOnNaN: {step}번째 스텝의 손실이 유한한 수가 아니에요. '{place}'에서 시작됐어요. 이 스텝이 가중치를 바꾸기 "
        "전에 훈련을 멈췄어요. 학습률을 줄이거나 clipnorm=1.0을 써 보세요.",
    ),
}

_FINITE_EN, _FINITE_KO = "finite numbers", "유한한 수"
_SMALLER_EN = "Use a smaller learning_rate, or clip gradients with clipnorm=1.0 in the optimizer."
_SMALLER_KO = "learning_rate를 줄이거나, 옵티마이저에 clipnorm=1.0을 주어 기울기를 자르세요."

ERRORS: dict[str, ErrorMessage] = {
    "feed.inputs": ErrorMessage(
        en=Lines(
            "the data has another number of inputs than the model.",
            "{expected}",
            "{got}",
            "Pass x as a list with one array for each input of the model.",
        ),
        ko=Lines(
            "데이터의 입력 수가 모델과 달라요.",
            "{expected}개",
            "{got}개",
            "x를 모델의 입력마다 배열 하나씩 담은 리스트로 주세요.",
        ),
    ),
    "feed.outputs": ErrorMessage(
        en=Lines(
            "the data has another number of targets than the model has outputs.",
            "{expected}",
            "{got}",
            "Pass y as a list with one array for each output of the model.",
        ),
        ko=Lines(
            "데이터의 타깃 수가 모델의 출력 수와 달라요.",
            "{expected}개",
            "{got}개",
            "y를 모델의 출력마다 배열 하나씩 담은 리스트로 주세요.",
        ),
    ),
    "feed.one_sample": ErrorMessage(
        en=Lines(
            "the batch axis is missing: this looks like one sample.",
            "{expected}",
            "{got}",
            "Add the batch axis: x[None], or np.expand_dims(x, 0).",
        ),
        ko=Lines(
            "배치 축이 없어요. 샘플 하나로 보여요.",
            "{expected}",
            "{got}",
            "x[None] 또는 np.expand_dims(x, 0)으로 배치 축을 추가하세요.",
        ),
    ),
    "feed.no_channels": ErrorMessage(
        en=Lines(
            "the pictures have no channel axis.",
            "{expected}",
            "{got}",
            "Add the channel axis at the end: x[..., None] for grey pictures; load colour pictures as (N, H, W, 3).",
        ),
        ko=Lines(
            "그림에 채널 축이 없어요.",
            "{expected}",
            "{got}",
            "회색 그림은 x[..., None]으로 맨 뒤에 채널 축을 추가하고, 컬러 그림은 (N, H, W, 3)으로 읽으세요.",
        ),
    ),
    "feed.channels": ErrorMessage(
        en=Lines(
            "the pictures have another number of channels than the model was built for.",
            "{expected}",
            "{got}",
            "Load the pictures with {channels} channel(s), or rebuild the model for the channels you have.",
        ),
        ko=Lines(
            "그림의 채널 수가 모델과 달라요.",
            "{expected}",
            "{got}",
            "그림을 채널 {channels}개로 읽거나, 가진 채널 수에 맞게 모델을 다시 만드세요.",
        ),
    ),
    "feed.not_flat": ErrorMessage(
        en=Lines(
            "the model takes vectors, but the samples have more axes.",
            "{expected}",
            "{got}",
            "Put Flatten() first in the model, or pass x.reshape(len(x), -1).",
        ),
        ko=Lines(
            "모델은 벡터를 받는데 샘플의 축이 더 많아요.",
            "{expected}",
            "{got}",
            "모델의 맨 앞에 Flatten()을 두거나 x.reshape(len(x), -1)을 넘기세요.",
        ),
    ),
    "feed.shape": ErrorMessage(
        en=Lines(
            "the data does not have the shape that the model takes.",
            "{expected}",
            "{got}",
            "Reshape or resize the data, or build the model with input_shape={got} without its first number.",
        ),
        ko=Lines(
            "데이터의 모양이 모델의 입력과 달라요.",
            "{expected}",
            "{got}",
            "데이터의 모양이나 크기를 바꾸거나, {got}에서 첫 수를 뺀 input_shape로 모델을 만드세요.",
        ),
    ),
    "feed.empty": ErrorMessage(
        en=Lines(
            "there is no sample in the batch.",
            "an array with at least one sample",
            "{got}",
            "Pass at least one sample.",
        ),
        ko=Lines("배치에 샘플이 없어요.", "샘플이 하나 이상인 배열", "{got}", "샘플을 하나 이상 넘기세요."),
    ),
    "fit.validation_data": ErrorMessage(
        en=Lines(
            "validation data has {got} parts.",
            "(x, y), (x, y, sample_weight) or a dataset",
            "{got} parts",
            "Pass validation_data=(x_validation, y_validation).",
        ),
        ko=Lines(
            "검증 데이터가 {got}개 부분으로 되어 있어요.",
            "(x, y), (x, y, sample_weight) 또는 데이터셋",
            "{got}개 부분",
            "validation_data=(x_validation, y_validation)으로 넘기세요.",
        ),
    ),
    "callbacks.no_callback": ErrorMessage(
        en=Lines(
            "something in the list is no callback.",
            "objects of nervure.callbacks, or of a subclass of Callback",
            "{got}",
            "Create the callback with parentheses, EarlyStopping(patience=3), and pass a list of them.",
        ),
        ko=Lines(
            "리스트에 콜백이 아닌 것이 있어요.",
            "nervure.callbacks의 객체, 또는 Callback을 상속한 클래스의 객체",
            "{got}",
            "EarlyStopping(patience=3)처럼 괄호로 콜백을 만들어 리스트로 넘기세요.",
        ),
    ),
    "callbacks.mode": ErrorMessage(
        en=Lines("the mode is not known.", "'auto', 'min' or 'max'", "'{got}'", "Use mode='auto'."),
        ko=Lines("알 수 없는 mode예요.", "'auto', 'min' 또는 'max'", "'{got}'", "mode='auto'를 쓰세요."),
    ),
    "callbacks.save_freq": ErrorMessage(
        en=Lines(
            "save_freq says after what to save.",
            "'epoch', or a positive number of batches",
            "{got}",
            "Use save_freq='epoch', or save_freq=100 for every 100 batches.",
        ),
        ko=Lines(
            "save_freq는 무엇마다 저장할지를 정해요.",
            "'epoch' 또는 양의 배치 수",
            "{got}",
            "save_freq='epoch', 또는 100개 배치마다라면 save_freq=100을 쓰세요.",
        ),
    ),
    "callbacks.path_name": ErrorMessage(
        en=Lines(
            "the file name asks for '{name}', which there is not.",
            "{known}",
            "{path}",
            "Use only these names in braces; names with val_ need validation data.",
        ),
        ko=Lines(
            "파일 이름에 쓴 '{name}' 값이 없어요.",
            "{known}",
            "{path}",
            "중괄호에는 이 이름들만 쓰세요. val_로 시작하는 이름에는 검증 데이터가 필요해요.",
        ),
    ),
    "callbacks.scheduled": ErrorMessage(
        en=Lines(
            "the learning rate is given by a schedule, so a callback cannot set it.",
            "an optimizer whose learning_rate is a number",
            "a schedule",
            "Leave the callback out, or create the optimizer with a number: Adam(0.001).",
        ),
        ko=Lines(
            "학습률을 스케줄이 정하고 있어서 콜백이 바꿀 수 없어요.",
            "learning_rate가 숫자인 옵티마이저",
            "스케줄",
            "콜백을 빼거나, Adam(0.001)처럼 숫자로 옵티마이저를 만드세요.",
        ),
    ),
    "callbacks.scheduled_rate": ErrorMessage(
        en=Lines(
            "the function gave no usable learning rate for epoch {epoch}.",
            "a finite number above 0",
            "{got}",
            "Make the function return such a number for every epoch, from 0 on.",
        ),
        ko=Lines(
            "함수가 에포크 {epoch}에 쓸 수 있는 학습률을 주지 않았어요.",
            "0보다 큰 유한한 숫자",
            "{got}",
            "함수가 에포크 0부터 모든 에포크에서 그런 숫자를 돌려주게 하세요.",
        ),
    ),
    "callbacks.unknown_event": ErrorMessage(
        en=Lines(
            "there is no event '{name}'.",
            "on_train_begin, on_epoch_end, on_train_batch_end, ...",
            "'{name}'",
            "Did you mean '{suggestion}'?",
        ),
        ko=Lines(
            "'{name}' 이벤트는 없어요.",
            "on_train_begin, on_epoch_end, on_train_batch_end, ...",
            "'{name}'",
            "혹시 '{suggestion}'인가요? 그 이름으로 바꾸세요.",
        ),
    ),
    "callbacks.not_finite_input": ErrorMessage(
        en=Lines(
            "an input of step {step} is NaN or infinite.",
            _FINITE_EN,
            "NaN or inf in {place}",
            "Clean the data: np.nan_to_num(x), or drop the samples concerned.",
        ),
        ko=Lines(
            "{step}번째 스텝의 입력에 NaN이나 무한대가 있어요.",
            _FINITE_KO,
            "{place}의 NaN 또는 inf",
            "np.nan_to_num(x)로 데이터를 정리하거나, 해당 샘플을 빼세요.",
        ),
    ),
    "callbacks.not_finite_weight": ErrorMessage(
        en=Lines("a weight is NaN or infinite at step {step}.", _FINITE_EN, "NaN or inf in {place}", _SMALLER_EN),
        ko=Lines("{step}번째 스텝에서 가중치가 NaN이나 무한대예요.", _FINITE_KO, "{place}의 NaN 또는 inf", _SMALLER_KO),
    ),
    "callbacks.not_finite_output": ErrorMessage(
        en=Lines("its values are NaN or infinite at step {step}.", _FINITE_EN, "NaN or inf in {place}", _SMALLER_EN),
        ko=Lines("{step}번째 스텝에서 값이 NaN이나 무한대예요.", _FINITE_KO, "{place}의 NaN 또는 inf", _SMALLER_KO),
    ),
    "callbacks.not_finite_loss": ErrorMessage(
        en=Lines(
            "the loss of step {step} is NaN or infinite, though every layer's values are finite.",
            _FINITE_EN,
            "NaN or inf in the {place}",
            "Look at the targets of this batch, and at a loss function of your own.",
        ),
        ko=Lines(
            "모든 층의 값이 유한한데 {step}번째 스텝의 손실이 NaN이나 무한대예요.",
            _FINITE_KO,
            "{place}의 NaN 또는 inf",
            "이 배치의 타깃과, 직접 만든 손실 함수라면 그 함수를 확인하세요.",
        ),
    ),
}
