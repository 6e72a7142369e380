"""What optimizers say."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "optimizer.decay": Message(
        en="The optimizer argument decay no longer exists and has no effect; pass a learning rate schedule as learning_rate.",
        ko="옵티마이저 인자 decay는 없어졌고 아무 효과가 없어요. learning_rate에 스케줄을 넘기세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "optimizer.unusable": ErrorMessage(
        en=Lines(
            "this cannot be used as an optimizer.",
            "a name, or an optimizer from nervure.optimizers",
            "{got}",
            "Write 'adam', or optimizers.Adam(learning_rate=0.001).",
        ),
        ko=Lines(
            "옵티마이저로 쓸 수 없는 값이에요.",
            "이름, 또는 nervure.optimizers의 객체",
            "{got}",
            "'adam'이나 optimizers.Adam(learning_rate=0.001)처럼 쓰세요.",
        ),
    ),
    "optimizer.learning_rate": ErrorMessage(
        en=Lines(
            "the learning rate must be a number above 0, or a schedule.",
            "learning_rate > 0, or a function of the step",
            "{got}",
            "Write learning_rate=0.001, for example.",
        ),
        ko=Lines(
            "학습률은 0보다 큰 숫자이거나 스케줄이어야 해요.",
            "learning_rate > 0, 또는 스텝 번호를 받는 함수",
            "{got}",
            "learning_rate=0.001처럼 작은 양수를 쓰세요.",
        ),
    ),
    "optimizer.scheduled_rate": ErrorMessage(
        en=Lines(
            "the schedule returned an unusable learning rate at step {step}.",
            "a finite number of at least 0",
            "{got}",
            "Make the schedule return such a number for every step, starting from 0.",
        ),
        ko=Lines(
            "스케줄이 스텝 {step}에서 쓸 수 있는 학습률을 주지 않았어요.",
            "0 이상의 유한한 숫자",
            "{got}",
            "스케줄이 스텝 0부터 모든 스텝에서 그런 숫자를 돌려주게 하세요.",
        ),
    ),
    "optimizer.clipping": ErrorMessage(
        en=Lines(
            "gradients can be clipped in only one way.",
            "clipnorm, clipvalue or global_clipnorm",
            "{got}",
            "Keep only one of these arguments, clipnorm=1.0 for example.",
        ),
        ko=Lines(
            "기울기는 한 가지 방법으로만 자를 수 있어요.",
            "clipnorm, clipvalue, global_clipnorm 가운데 하나",
            "{got}",
            "예를 들어 clipnorm=1.0처럼 하나만 남기세요.",
        ),
    ),
    "optimizer.no_average": ErrorMessage(
        en=Lines(
            "the optimizer does not keep an average of the weights.",
            "an optimizer with use_ema=True, after compile and the first batch",
            "none",
            "Create the optimizer with use_ema=True, for example Adam(0.001, use_ema=True).",
        ),
        ko=Lines(
            "가중치의 이동 평균을 갖고 있지 않아요.",
            "use_ema=True인 옵티마이저 (compile과 첫 배치 이후)",
            "없음",
            "Adam(0.001, use_ema=True)처럼 use_ema=True로 옵티마이저를 만드세요.",
        ),
    ),
    "schedule.pieces": ErrorMessage(
        en=Lines(
            "boundaries and values do not match.",
            "increasing boundaries, and one more value than boundaries",
            "boundaries={boundaries}, values={values}",
            "Write PiecewiseConstantDecay([100, 200], [0.1, 0.01, 0.001]), for example.",
        ),
        ko=Lines(
            "boundaries와 values가 서로 맞지 않아요.",
            "점점 커지는 boundaries, 그리고 그보다 하나 더 많은 values",
            "boundaries={boundaries}, values={values}",
            "PiecewiseConstantDecay([100, 200], [0.1, 0.01, 0.001])처럼 쓰세요.",
        ),
    ),
    "schedule.curve": ErrorMessage(
        en=Lines("unknown curve.", "{known}", "{got}", "Write curve='cosine'."),
        ko=Lines("알 수 없는 곡선이에요.", "{known}", "{got}", "curve='cosine'이라고 쓰세요."),
    ),
    "optimizer.no_gradients": ErrorMessage(
        en=Lines(
            "there are no gradients for the update.",
            "a segment with a gradient buffer",
            "none",
            "Call add_gradients() on the segment, and run the backward pass first.",
        ),
        ko=Lines(
            "업데이트에 쓸 기울기가 없어요.",
            "기울기 버퍼가 있는 세그먼트",
            "없음",
            "먼저 세그먼트의 add_gradients()를 호출하고 역전파를 실행하세요.",
        ),
    ),
    "optimizer.nothing_to_apply": ErrorMessage(
        en=Lines(
            "there are no gradients to apply.",
            "pairs of a gradient and a weight",
            "none with a gradient",
            "Pass zip(gradients, model.trainable_weights).",
        ),
        ko=Lines(
            "적용할 기울기가 없어요.",
            "기울기와 가중치의 쌍",
            "기울기가 있는 쌍 없음",
            "zip(gradients, model.trainable_weights)를 넘기세요.",
        ),
    ),
    "optimizer.no_weight": ErrorMessage(
        en=Lines(
            "the object to update is not a weight of a layer.",
            "weights, such as model.trainable_weights",
            "{got}",
            "Put the gradient first and the weight second: zip(gradients, model.trainable_weights).",
        ),
        ko=Lines(
            "움직일 대상이 층의 가중치가 아니에요.",
            "model.trainable_weights 같은 가중치",
            "{got}",
            "기울기를 앞에, 가중치를 뒤에 두세요. zip(gradients, model.trainable_weights)",
        ),
    ),
    "optimizer.other_lengths": ErrorMessage(
        en=Lines(
            "the number of gradients is not the number of weights.",
            "{expected} gradients",
            "{got}",
            "Pass one gradient per weight, or None for a weight without one.",
        ),
        ko=Lines(
            "기울기와 가중치의 수가 달라요.",
            "기울기 {expected}개",
            "{got}개",
            "가중치마다 기울기를 하나씩 주세요. 없으면 None으로 두세요.",
        ),
    ),
    "optimizer.weights_missing": ErrorMessage(
        en=Lines(
            "weights that this optimizer updated before are missing, and their optimizer state would be lost.",
            "all of its weights in every step",
            "missing: {count}, the first is '{missing}'",
            "Pass a gradient for every weight in each step, or use one optimizer per group of weights.",
        ),
        ko=Lines(
            "이 옵티마이저가 전에 움직인 가중치가 빠졌어요. 기억해 둔 값을 잃게 돼요.",
            "매 스텝마다 모든 가중치",
            "{count}개 빠짐, 첫 번째는 '{missing}'",
            "매 스텝마다 모든 가중치에 기울기를 주거나, 가중치 묶음마다 옵티마이저를 하나씩 쓰세요.",
        ),
    ),
    "optimizer.state_missing": ErrorMessage(
        en=Lines(
            "the saved state has no entry '{name}'.",
            "an entry '{name}'",
            "{got}",
            "Load the state of the same optimizer, with the same arguments, for the same network.",
        ),
        ko=Lines(
            "저장된 상태에 '{name}' 항목이 없어요.",
            "'{name}' 항목",
            "{got}",
            "같은 신경망에서 같은 인자로 만든 같은 옵티마이저의 상태를 불러오세요.",
        ),
    ),
    "optimizer.state_extra": ErrorMessage(
        en=Lines(
            "the saved state has an entry '{name}' that does not belong to this optimizer.",
            "{expected}",
            "'{name}'",
            "Load the state of the same optimizer, for the same network, and attach its weights first.",
        ),
        ko=Lines(
            "저장된 상태의 '{name}' 항목에 해당하는 것이 여기에는 없어요.",
            "{expected}",
            "'{name}'",
            "같은 신경망, 같은 옵티마이저의 상태를 불러오고, 그 전에 가중치를 연결(attach)하세요.",
        ),
    ),
    "optimizer.state_shape": ErrorMessage(
        en=Lines(
            "the saved state '{name}' has the wrong shape.",
            "{expected}",
            "{got}",
            "Load the state of a network with the same layers and sizes.",
        ),
        ko=Lines(
            "저장된 상태 '{name}'의 모양이 달라요.",
            "{expected}",
            "{got}",
            "층과 크기가 같은 신경망의 상태를 불러오세요.",
        ),
    ),
    "optimizer.iterations": ErrorMessage(
        en=Lines(
            "the number of updates must be a whole number.",
            "iterations >= 0, whole",
            "{got}",
            "Load a state returned by state() of an optimizer.",
        ),
        ko=Lines(
            "업데이트 횟수는 0 이상의 정수여야 해요.",
            "iterations >= 0인 정수",
            "{got}",
            "옵티마이저의 state()가 돌려준 상태를 불러오세요.",
        ),
    ),
}
