"""What fit, evaluate, predict and the callbacks say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "fit.ran_dry": Message(
        en="fit: training stops after epoch {epoch} of {epochs}: a generator can be read only once. Give the function that "
        "makes it, without calling it: fit(batches), not fit(batches()).",
        ko="fit: 제너레이터는 한 번만 읽을 수 있어서 에포크 {epochs}번 중 {epoch}번 뒤에 훈련을 멈춰요. 제너레이터를 만드는 함수를 "
        "호출하지 말고 그대로 넘기세요: fit(batches())가 아니라 fit(batches).",
    ),
    "callbacks.no_column": Message(
        en="CSVLogger: {path} has no column for {names}; these values are not written. Use another file, or append=False.",
        ko="CSVLogger: {path} 파일에 {names} 열이 없어서 그 값은 기록하지 않아요. 다른 파일이나 append=False를 쓰세요.",
    ),
    "callbacks.nothing_to_monitor": Message(
        en="{where}: there is no '{name}' to watch; there is: {known}. Values named val_... need validation data.",
        ko="{where}: 지켜볼 '{name}' 값이 없어요. 있는 값: {known}. val_...로 시작하는 값에는 검증 데이터가 필요해요.",
    ),
    "callbacks.stopped_early": Message(
        en="EarlyStopping: {name} has not improved since epoch {best}; stopped after epoch {epoch}.",
        ko="EarlyStopping: {name:이/가} {best}번째 에포크 이후로 나아지지 않아 {epoch}번째 에포크 뒤에 멈췄어요.",
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
    "step.num_outputs": ErrorMessage(
        en=Lines(
            "forward gave another number of outputs than the layer declares.",
            "{expected}",
            "{got}",
            "Return ((y1, y2, ...), cache) from forward, and set num_outputs in the class to how many there are.",
        ),
        ko=Lines(
            "forward가 돌려준 출력의 수가 층이 선언한 것과 달라요.",
            "{expected}개",
            "{got}개",
            "forward에서 ((y1, y2, ...), cache)를 돌려주고, 클래스의 num_outputs를 그 수로 정하세요.",
        ),
    ),
    "step.num_inputs": ErrorMessage(
        en=Lines(
            "backward gave another number of input gradients than the layer has inputs.",
            "{expected}",
            "{got}",
            "Return (dx, gradients) from backward, with dx a tuple of one gradient an input where there are several.",
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
            "backward gave no gradient for '{name}', so it would never learn.",
            "(dx, {{'{name}': ..., ...}})",
            "no '{name}' among the gradients",
            "Add the gradient under exactly this name, or add the weight with trainable=False.",
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
            "the gradient of '{name}' has another shape than the weight.",
            "{expected}",
            "{got}",
            "Sum over the samples (and positions) in backward, so that the weight's own shape is left.",
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
            "the data has another number of inputs than the model.",
            "{expected}: {names}",
            "{got}",
            "Pass x as a list with one array for each input of the model, or as a mapping by their names.",
        ),
        ko=Lines(
            "데이터의 입력 수가 모델과 달라요.",
            "{expected}개: {names}",
            "{got}개",
            "x를 모델의 입력마다 배열 하나씩 담은 리스트나, 입력 이름을 키로 하는 사전으로 주세요.",
        ),
    ),
    "feed.outputs": ErrorMessage(
        en=Lines(
            "the data has another number of targets than the model has outputs.",
            "{expected}: {names}",
            "{got}",
            "Pass y as a list with one array for each output of the model, or as a mapping by their names.",
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
            "the batch axis is missing: this looks like one sample.",
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
            "the pictures have no channel axis.",
            "{expected} for the input '{name}'",
            "{got}",
            "Add the channel axis at the end: x[..., None] for grey pictures; load colour pictures as (N, H, W, 3).",
        ),
        ko=Lines(
            "그림에 채널 축이 없어요.",
            "'{name}' 입력에는 {expected}",
            "{got}",
            "회색 그림은 x[..., None]으로 맨 뒤에 채널 축을 추가하고, 컬러 그림은 (N, H, W, 3)으로 읽으세요.",
        ),
    ),
    "feed.channels": ErrorMessage(
        en=Lines(
            "the pictures have another number of channels than the model was built for.",
            "{expected} for the input '{name}'",
            "{got}",
            "Load the pictures with {channels} channel(s), or rebuild the model for the channels you have.",
        ),
        ko=Lines(
            "그림의 채널 수가 모델과 달라요.",
            "'{name}' 입력에는 {expected}",
            "{got}",
            "그림을 채널 {channels}개로 읽거나, 가진 채널 수에 맞게 모델을 다시 만드세요.",
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
            "the data does not have the shape that the model takes.",
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
    "fit.whole_number": ErrorMessage(
        en=Lines(
            "{name} is a whole number.",
            "a whole number, 0 or more (a seed may be below 0)",
            "{got}",
            "Pass {name} as a plain number, such as {name}=3.",
        ),
        ko=Lines(
            "{name:은/는} 정수여야 해요.",
            "0 이상의 정수(시드는 음수도 가능)",
            "{got}",
            "{name}=3처럼 정수를 넘기세요.",
        ),
    ),
    "fit.verbose": ErrorMessage(
        en=Lines(
            "verbose says how much is shown.",
            "'auto', 0 (nothing), 1 (a progress bar), 2 (one line an epoch)",
            "{got}",
            "Pass verbose='auto', which does what fits the screen.",
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
            "validation_freq says after which epochs to validate.",
            "a number from 1 on, or a list of epochs, the first is 1",
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
            "no output has a loss, so there is nothing to make small.",
            "a loss, such as 'mse' or 'sparse_categorical_crossentropy'",
            "None",
            "Pass a loss: compile(optimizer, loss='mse').",
        ),
        ko=Lines(
            "손실이 있는 출력이 없어서 줄일 값이 없어요.",
            "'mse'나 'sparse_categorical_crossentropy' 같은 손실",
            "None",
            "compile(optimizer, loss='mse')처럼 손실을 넘기세요.",
        ),
    ),
    "step.no_targets": ErrorMessage(
        en=Lines(
            "the loss compares outputs with targets, but the data has no targets.",
            "x and y",
            "x alone",
            "Pass y, or let the generator yield (x, y).",
        ),
        ko=Lines(
            "손실은 출력과 타깃을 비교하는데 데이터에 타깃이 없어요.",
            "x와 y",
            "x만",
            "y를 넘기거나, 제너레이터가 (x, y)를 내놓게 하세요.",
        ),
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
    "callbacks.path_format": ErrorMessage(
        en=Lines(
            "the file name cannot be filled in.",
            "braces such as {{epoch:02d}} or {{val_loss:.3f}}",
            "{path}",
            "Correct what follows the colon in the braces: 02d for whole numbers, .3f for others.",
        ),
        ko=Lines(
            "파일 이름의 중괄호를 채울 수 없어요.",
            "{{epoch:02d}}나 {{val_loss:.3f}} 같은 중괄호",
            "{path}",
            "중괄호 안 쌍점 뒤를 고치세요. 정수에는 02d, 다른 수에는 .3f를 써요.",
        ),
    ),
    "callbacks.direction": ErrorMessage(
        en=Lines(
            "nobody can tell whether '{name}' should grow or shrink.",
            "mode='max' or mode='min'",
            "mode='auto'",
            "Write mode='max' if a larger '{name}' is better, else mode='min'.",
        ),
        ko=Lines(
            "'{name}' 값이 커져야 좋은지 작아져야 좋은지 알 수 없어요.",
            "mode='max' 또는 mode='min'",
            "mode='auto'",
            "'{name}' 값이 클수록 좋으면 mode='max', 아니면 mode='min'을 쓰세요.",
        ),
    ),
    "callbacks.no_number": ErrorMessage(
        en=Lines(
            "'{name}' is not one number, so no epoch is better than another.",
            "a number in each epoch",
            "{got}",
            "Watch a value that is a number, such as val_loss.",
        ),
        ko=Lines(
            "'{name}' 값이 수 하나가 아니라서 에포크끼리 비교할 수 없어요.",
            "에포크마다 수 하나",
            "{got}",
            "val_loss처럼 수인 값을 지켜보세요.",
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
    "callbacks.not_finite_target": ErrorMessage(
        en=Lines(
            "a target of step {step} is NaN or infinite.",
            _FINITE_EN,
            "NaN or inf in {place}",
            "Clean the targets, or drop the samples concerned.",
        ),
        ko=Lines(
            "{step}번째 스텝의 타깃에 NaN이나 무한대가 있어요.",
            _FINITE_KO,
            "{place}의 NaN 또는 inf",
            "타깃을 정리하거나, 해당 샘플을 빼세요.",
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
