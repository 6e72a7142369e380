"""What the callbacks say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "callbacks.disk_full": Message(
        en="CSVLogger: {path}: the disk is full. Training goes on, and the lines are written once there is room.",
        ko="CSVLogger: {path}: 디스크가 가득 찼어요. 훈련은 계속하고, 공간이 생기면 밀린 줄을 기록해요.",
    ),
    "callbacks.no_column": Message(
        en="CSVLogger: {path} has no column for {names}; these values are not written. Use another file, or append=False.",
        ko="CSVLogger: {path} 파일에 {names} 열이 없어서 그 값은 기록하지 않아요. 다른 파일이나 append=False를 쓰세요.",
    ),
    "callbacks.nothing_to_monitor": Message(
        en="{where}: there is no '{name}' to monitor; available: {known}. Values named val_... need validation data.",
        ko="{where}: 지켜볼 '{name}' 값이 없어요. 있는 값: {known}. val_...로 시작하는 값에는 검증 데이터가 필요해요.",
    ),
    "callbacks.wrong_way": Message(
        en="{where}: mode='{mode}' treats the worst '{name}' as the best. Write mode='{usual}', or leave mode out.",
        ko="{where}: mode={mode!r:은/는} 가장 나쁜 '{name}' 값을 가장 좋은 값으로 봐요. mode={usual!r:으로/로} 쓰거나 mode를 빼세요.",
    ),
    "callbacks.stopped_early": Message(
        en="EarlyStopping: {name} has not improved since epoch {best}; stopped after epoch {epoch}.",
        ko="EarlyStopping: {name:이/가} {best}번째 에포크 이후로 나아지지 않아 {epoch}번째 에포크 뒤에 멈췄어요.",
    ),
    "callbacks.stopped_early_restored": Message(
        en="EarlyStopping: {name} has not improved since epoch {best}; stopped after epoch {epoch}, with the weights of "
        "epoch {best}.",
        ko="EarlyStopping: {name:이/가} {best}번째 에포크 이후로 나아지지 않아 {epoch}번째 에포크 뒤에 멈추고, 가중치를 {best}번째 "
        "에포크 때로 되돌렸어요.",
    ),
    "callbacks.rate_reduced": Message(
        en="ReduceLROnPlateau: learning rate reduced to {rate} after epoch {epoch}.",
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
        en="TerminateOnNaN: {place}: {problem} Training stopped before this step changed a weight. {fix}",
        ko="TerminateOnNaN: {place}: {problem} 이 스텝이 가중치를 바꾸기 전에 훈련을 멈췄어요. {fix}",
    ),
}

_FINITE_EN, _FINITE_KO = "finite numbers", "유한한 수"
_SMALLER_EN = "Use a smaller learning_rate, or clip gradients with clipnorm=1.0 in the optimizer."
_SMALLER_KO = "learning_rate를 줄이거나, 옵티마이저에 clipnorm=1.0을 주어 기울기를 자르세요."

ERRORS: dict[str, ErrorMessage] = {
    "callbacks.update_freq": ErrorMessage(
        en=Lines(
            "update_freq sets how often values are written.",
            "'epoch', 'batch' or a positive number of batches",
            "{got}",
            "Write update_freq='epoch', or update_freq=100 to write every 100 batches.",
        ),
        ko=Lines(
            "값을 얼마나 자주 쓸지 알 수 없어요.",
            "'epoch', 'batch' 또는 1 이상의 배치 수",
            "{got}",
            "update_freq='epoch'라고 쓰거나, 배치 100개마다 쓰려면 update_freq=100이라고 쓰세요.",
        ),
    ),
    "callbacks.no_tensorboard": ErrorMessage(
        en=Lines(
            "the package that writes TensorBoard files is not installed.",
            "the package tensorboard",
            "{got}",
            "Run: pip install 'nervure[tensorboard]'",
        ),
        ko=Lines(
            "TensorBoard 파일을 쓰는 패키지가 설치되어 있지 않아요.",
            "tensorboard 패키지",
            "{got}",
            "다음을 실행하세요: pip install 'nervure[tensorboard]'",
        ),
    ),
    "callbacks.no_callback": ErrorMessage(
        en=Lines(
            "the list contains something that is not a callback.",
            "instances of nervure.callbacks classes, or of subclasses of Callback",
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
        en=Lines("unknown mode.", "'auto', 'min' or 'max'", "'{got}'", "Write mode='auto'."),
        ko=Lines("알 수 없는 mode예요.", "'auto', 'min' 또는 'max'", "'{got}'", "mode='auto'를 쓰세요."),
    ),
    "callbacks.save_freq": ErrorMessage(
        en=Lines(
            "save_freq sets when to save.",
            "'epoch', or a positive number of batches",
            "{got}",
            "Write save_freq='epoch', or save_freq=100 to save every 100 batches.",
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
            "the file name uses '{name}', which is not available.",
            "{known}",
            "{path}",
            "Use only these names in braces; names that start with val_ need validation data.",
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
            "a schedule sets the learning rate, so a callback cannot.",
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
            "the function did not return a usable learning rate for epoch {epoch}.",
            "a finite number above 0",
            "{got}",
            "Return a number such as 0.001 for every epoch, starting with epoch 0.",
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
    "callbacks.path_format": ErrorMessage(
        en=Lines(
            "the file name cannot be formatted.",
            "braces such as {{epoch:02d}} or {{val_loss:.3f}}",
            "{path}",
            "Correct the format after the colon: 02d for whole numbers, .3f for others.",
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
            "it is unclear whether a larger or a smaller '{name}' is better.",
            "mode='max' or mode='min'",
            "mode='auto'",
            "Write mode='max' if a larger '{name}' is better, otherwise mode='min'.",
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
            "'{name}' is not a single number, so epochs cannot be compared.",
            "one number per epoch",
            "{got}",
            "Monitor a single number, such as val_loss.",
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
            "Clean the data: np.nan_to_num(x), or drop the affected samples.",
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
            "Clean the targets, or drop the affected samples.",
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
            "Check the targets of this batch, and any custom loss function.",
        ),
        ko=Lines(
            "모든 층의 값이 유한한데 {step}번째 스텝의 손실이 NaN이나 무한대예요.",
            _FINITE_KO,
            "{place}의 NaN 또는 inf",
            "이 배치의 타깃과, 직접 만든 손실 함수라면 그 함수를 확인하세요.",
        ),
    ),
}
