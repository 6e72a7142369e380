"""What the watcher of a training run says: what it saw, and what to try."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "watching.finding": Message(en="{problem} {fix}", ko="{problem} {fix}"),
    "watching.dead_units": Message(
        en="Dead ReLU units in '{layer}', {dead} of {units}: since step {since} they have output 0 for every sample examined "
        "(samples: {samples}), so no gradient reaches their weights and they no longer learn.",
        ko="'{layer}' 층의 ReLU가 죽었어요. 유닛 {units}개 가운데 {dead}개가 {since}번째 스텝부터 살펴본 모든 샘플({samples}개)에서 "
        "0만 내놓아, 가중치에 기울기가 닿지 않고 더 이상 학습되지 않아요.",
    ),
    "watching.dead_units_advice": Message(
        en="Try a smaller learning_rate (now {rate:.3g}), initial biases of 0, kernel_initializer='he_normal', or LeakyReLU "
        "instead of ReLU.",
        ko="learning_rate(지금 {rate:.3g})를 줄이거나, 편향을 0에서 시작하거나, kernel_initializer='he_normal'을 쓰거나, ReLU 대신 "
        "LeakyReLU를 써 보세요.",
    ),
    "watching.equal_units": Message(
        en="All units of '{layer}' have exactly the same weights (the same in: {layers}), because they started equal: they compute "
        "the same value, and get the same gradient or none.",
        ko="'{layer}' 층의 모든 유닛이 똑같은 가중치를 가지고 있어요(해당하는 층: {layers}). 같은 값에서 시작했기 때문에 모두 같은 값을 "
        "계산하고, 기울기도 같거나 아예 없어요.",
    ),
    "watching.equal_units_advice": Message(
        en="Leave kernel_initializer at its default, which draws random weights; 'zeros' and 'ones' are for biases and scales.",
        ko="kernel_initializer를 기본값으로 두어 무작위 가중치로 시작하세요. 'zeros'와 'ones'는 편향이나 배율에 쓰는 값이에요.",
    ),
    "watching.exploding": Message(
        en="Exploding gradients at step {step}: the update of '{layer}' was {ratio:.2g} times as large as its weights "
        "(gradient norm: {gradient:.2g}), and the loss rose from {first:.3g} to {last:.3g}.",
        ko="{step}번째 스텝에서 기울기가 폭발하고 있어요. '{layer}' 층에 더해진 값이 가중치 크기의 {ratio:.2g}배였고(기울기 크기 {gradient:.2g}), "
        "손실은 {first:.3g}에서 {last:.3g}까지 커졌어요.",
    ),
    "watching.exploding_advice": Message(
        en="Try a learning_rate ten times smaller (now {rate:.3g}), clipnorm=1.0 in the optimizer, or BatchNormalization() after "
        "each layer.",
        ko="learning_rate(지금 {rate:.3g})를 열 배 줄이거나, 옵티마이저에 clipnorm=1.0을 주거나, 층마다 뒤에 BatchNormalization()을 "
        "넣어 보세요.",
    ),
    "watching.vanishing": Message(
        en="Vanishing gradients at step {step}: on the way back through {layers} layers with weights, the gradient shrinks from "
        "{near:.2g} in '{last}' to {far:.2g} in '{first}', which therefore does not learn.",
        ko="{step}번째 스텝에서 기울기가 사라지고 있어요. 가중치 층 {layers}개를 거꾸로 지나는 동안 기울기가 '{last}' 층의 {near:.2g}에서 '{first}' 층의 "
        "{far:.2g}까지 줄어, 앞쪽 층이 학습되지 않아요.",
    ),
    "watching.vanishing_advice": Message(
        en="Try activation='relu' with kernel_initializer='he_normal' instead of sigmoid or tanh, BatchNormalization() after "
        "each layer, fewer layers, or skip connections (Add).",
        ko="sigmoid나 tanh 대신 activation='relu'와 kernel_initializer='he_normal'을 쓰거나, 층마다 뒤에 BatchNormalization()을 넣거나, "
        "층을 줄이거나, 층을 건너뛰는 연결(Add)을 넣어 보세요.",
    ),
    "watching.stuck": Message(
        en="The loss does not change: {start:.4g} at the start, {now:.4g} after {steps} steps.",
        ko="손실이 움직이지 않아요. 처음에 {start:.4g}였고 {steps}번의 스텝 뒤에도 {now:.4g}예요.",
    ),
    "watching.stuck_slow": Message(
        en="A step changes the weights by at most {ratio:.1g} of their norm (in '{layer}'), so the learning_rate of {rate:.3g} "
        "is too small: try one a hundred times as large.",
        ko="한 스텝이 가중치를 크기의 최대 {ratio:.1g}배만큼만 바꾸고 있어요('{layer}' 층). learning_rate {rate:.3g}의 값이 너무 작으니 백 배쯤 "
        "키워 보세요.",
    ),
    "watching.stuck_fast": Message(
        en="A step changes the weights of '{layer}' by {ratio:.2g} of their norm, so the learning_rate of {rate:.3g} is too "
        "large: try one ten times smaller.",
        ko="한 스텝이 '{layer}' 층의 가중치를 크기의 {ratio:.2g}배만큼 바꾸고 있어요. learning_rate {rate:.3g}의 값이 너무 크니 열 배쯤 줄여 "
        "보세요.",
    ),
    "watching.guessing": Message(
        en="The loss is still no better than guessing after {steps} steps: {now:.4g}, where equal probabilities for all classes give {level:.4g}.",
        ko="{steps}번의 스텝 뒤에도 손실({now:.4g})이 모든 클래스를 똑같이 찍었을 때의 값({level:.4g})에 머물러 있어요.",
    ),
    "watching.guessing_advice": Message(
        en="Check that x and y still match (were both shuffled in the same way?) and that x distinguishes the classes. Try "
        "another learning_rate (now {rate:.3g}), or 'relu' if sigmoid layers start slowly.",
        ko="x와 y의 짝이 맞는지(함께 섞었는지), x에 클래스를 구별할 정보가 있는지 확인하고, learning_rate(지금 {rate:.3g})도 바꿔 보세요. sigmoid 층은 "
        "느리게 시작하니 'relu'도 좋아요.",
    ),
    "watching.overfitting": Message(
        en="Overfitting since epoch {since}: the validation loss rose from {best:.4g} to {now:.4g} in epoch {epoch}, while the "
        "training loss fell from {before:.4g} to {after:.4g}.",
        ko="{since}번째 에포크부터 과적합이에요. {epoch}번째 에포크까지 훈련 손실은 {before:.4g}에서 {after:.4g}까지 줄었는데 검증 손실은 "
        "{best:.4g}에서 {now:.4g}까지 커졌어요.",
    ),
    "watching.overfitting_advice": Message(
        en="More training data helps most. Try EarlyStopping(patience=3, restore_best_weights=True), Dropout(0.5), "
        "kernel_regularizer='l2', or a smaller network.",
        ko="훈련 데이터를 늘리거나, EarlyStopping(patience=3, restore_best_weights=True)를 쓰거나, Dropout(0.5)이나 "
        "kernel_regularizer='l2'를 넣거나, 신경망을 줄여 보세요.",
    ),
    "watching.not_finite_input": Message(
        en="The loss of step {step} is not a number: {place}, an input of this step, contains NaN or infinity.",
        ko="{step}번째 스텝의 손실이 수가 아니에요. 이 스텝의 입력 {place}에 NaN이나 무한대가 있어요.",
    ),
    "watching.not_finite_target": Message(
        en="The loss of step {step} is not a number: {place}, a target of this step, contains NaN or infinity.",
        ko="{step}번째 스텝의 손실이 수가 아니에요. 이 스텝의 타깃 {place}에 NaN이나 무한대가 있어요.",
    ),
    "watching.not_finite_weight": Message(
        en="The loss of step {step} is not a number: the weight {place} is NaN or infinite.",
        ko="{step}번째 스텝의 손실이 수가 아니에요. 가중치 {place}에 NaN이나 무한대가 있어요.",
    ),
    "watching.not_finite_output": Message(
        en="The loss of step {step} is not a number: the first values that are NaN or infinite come from {place}.",
        ko="{step}번째 스텝의 손실이 수가 아니에요. NaN이나 무한대가 처음 나온 곳은 {place:이에요/예요}.",
    ),
    "watching.not_finite_loss": Message(
        en="The loss of step {step} is not a number, although the values of every layer are finite: it arose in the {place} itself.",
        ko="{step}번째 스텝의 손실이 수가 아니에요. 모든 층의 값은 유한하니 손실({place}) 계산에서 생긴 값이에요.",
    ),
    "watching.not_finite_advice": Message(
        en="Clean the data (np.nan_to_num(x), or drop the affected samples) and check the targets of this step. "
        "callbacks=[TerminateOnNaN()] stops training before such a step changes the weights.",
        ko="np.nan_to_num(x)로 데이터를 정리하거나 해당 샘플을 빼고, 이 스텝의 타깃을 확인하세요. callbacks=[TerminateOnNaN()]을 쓰면 그런 "
        "스텝이 가중치를 바꾸기 전에 멈춰요.",
    ),
    "watching.cause_rate": Message(
        en="Likely cause: the learning_rate ({rate:.3g}) is too high, because the loss had risen from {first:.3g} to {last:.3g} "
        "before. Use a tenth of this learning_rate, or clip gradients with clipnorm=1.0 in the optimizer.",
        ko="학습률(learning_rate={rate:.3g})이 너무 높아서일 가능성이 커요. 그 전에 손실이 {first:.3g}에서 {last:.3g}까지 커졌어요. learning_rate를 "
        "10분의 1로 줄이거나, 옵티마이저에 clipnorm=1.0을 주어 기울기를 자르세요.",
    ),
    "watching.cause_large_weights": Message(
        en="Likely cause: the learning_rate ({rate:.3g}) is too high, because weights of '{layer}' have grown to {size:.2g}. Use a "
        "tenth of this learning_rate, or clip gradients with clipnorm=1.0 in the optimizer.",
        ko="학습률(learning_rate={rate:.3g})이 너무 높아서일 가능성이 커요. '{layer}' 층의 가중치가 {size:.2g}까지 커졌어요. learning_rate를 "
        "10분의 1로 줄이거나, 옵티마이저에 clipnorm=1.0을 주어 기울기를 자르세요.",
    ),
    "watching.cause_own_layer": Message(
        en="Likely cause: a logarithm of 0, a division by 0 or the square root of a negative number in '{layer}', because its "
        "inputs are all finite ({largest:.3g} at most). Keep values away from there: torch.log(x.clamp(min=1e-7)), a / (b + 1e-7).",
        ko="'{layer}' 층에서 0의 로그, 0으로 나누기, 음수의 제곱근 가운데 하나가 생겼을 가능성이 커요. 읽는 값은 모두 유한해요(최대 {largest:.3g}). "
        "torch.log(x.clamp(min=1e-7))나 a / (b + 1e-7)처럼 그 점을 피하세요.",
    ),
    "watching.cause_own_loss": Message(
        en="Likely cause: a logarithm of 0, a division by 0 or the square root of a negative number in the loss function "
        "'{loss}', because all outputs are finite ({largest:.3g} at most). Keep values away from there: torch.log(y_pred.clamp(min=1e-7)), "
        "a / (b + 1e-7).",
        ko="손실 함수 '{loss}'에서 0의 로그, 0으로 나누기, 음수의 제곱근 가운데 하나가 생겼을 가능성이 커요. 출력은 모두 유한해요(최대 {largest:.3g}). "
        "torch.log(y_pred.clamp(min=1e-7))나 a / (b + 1e-7)처럼 그 점을 피하세요.",
    ),
    "watching.cause_gradient": Message(
        en="Likely cause: a gradient of step {before} was not a number, although its loss was ({loss:.3g}); it arose after "
        "'{layer}', in a derivative that is infinite (a square root or a power at 0, a division by 0). Add a small number there: "
        "torch.sqrt(x + 1e-7).",
        ko="{before}번째 스텝의 손실({loss:.3g})은 수였지만 기울기는 수가 아니었을 가능성이 커요. '{layer}' 층 뒤에서 도함수가 무한대가 됐어요(0에서의 "
        "제곱근이나 거듭제곱, 0으로 나누기). torch.sqrt(x + 1e-7)처럼 작은 수를 더하세요.",
    ),
    "watching.cause_overflow": Message(
        en="Likely cause: '{layer}' reads numbers up to {largest:.2g} and turns them into numbers too large for float32. Scale "
        "the data to about 1 with Rescaling(1/255) or standardization, or put BatchNormalization() before this layer.",
        ko="'{layer}' 층이 {largest:.2g}까지의 수를 읽어 float32에 담을 수 없는 큰 수를 만들었을 가능성이 커요. Rescaling(1/255)이나 표준화로 데이터를 "
        "1쯤의 크기로 맞추거나, 이 층 앞에 BatchNormalization()을 넣으세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {}
