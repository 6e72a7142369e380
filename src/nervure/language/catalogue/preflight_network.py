"""What preflight says of networks: layers, losses, metrics and optimizers that do not go together."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "preflight.categorical_of_sigmoid": Message(
        en="'{layer}' ends in sigmoid with {loss}: the units are independent, though only one class is right. Use activation='softmax', or binary_crossentropy if several classes can be right at once.",
        ko="'{layer}' 층이 sigmoid로 끝나는데 손실은 {loss}예요. 정답 클래스는 하나뿐인데 유닛마다 따로 답해요. "
        "activation='softmax'를 쓰거나, 정답이 여러 개일 수 있으면 binary_crossentropy를 쓰세요.",
    ),
    "preflight.never_no": Message(
        en="'{layer}' passes its logits through relu: they are never below 0, so the probability is never below 0.5. Remove the relu from '{layer}'.",
        ko="'{layer}' 층의 로짓이 relu를 지나서 0보다 작아지지 않아요. 그래서 확률이 0.5 아래로 내려가지 않아요. '{layer}' 층에서 "
        "relu를 빼세요.",
    ),
    "preflight.softmax_axis": Message(
        en="'{layer}' is a softmax along axis {axis}, but {loss} compares classes along axis {wanted}. Write "
        "Softmax(axis={wanted}), or leave axis out.",
        ko="'{layer}' 층은 축 {axis:을/를} 따라 softmax를 계산하는데 {loss:은/는} 축 {wanted:을/를} 따라 클래스를 비교해요. "
        "Softmax(axis={wanted})로 쓰거나 axis를 빼세요.",
    ),
    "preflight.dropout_last": Message(
        en="'{layer}' drops outputs (rate={rate}) right before {loss}: in training, the dropped outputs are 0 whatever the network computes. Put the dropout before the last Dense layer.",
        ko="'{layer}' 층이 {loss} 손실 바로 앞에서 출력을 버려요(rate={rate}). 훈련 중에는 신경망이 무엇을 답하든 그 값이 0이 "
        "돼요. Dropout을 마지막 Dense 층 앞에 두세요.",
    ),
    "preflight.negative_output": Message(
        en="'{layer}' can be below 0, but {loss} takes the logarithm of the output: nothing is learned from values below 0. Give '{layer}' activation='{wanted}', which is always positive.",
        ko="'{layer}' 층의 값은 0보다 작을 수 있는데 {loss:은/는} 출력의 로그를 계산해요. 0보다 작은 값에서는 아무것도 배우지 못해요. "
        "'{layer}' 층에 항상 양수인 activation={wanted!r:을/를} 쓰세요.",
    ),
    "preflight.hinge_of_positive": Message(
        en="'{layer}' ends in {activation}, which is never below 0, but {loss} has the target -1 for one of the classes. Use activation='tanh', or no activation.",
        ko="'{layer}' 층이 {activation:으로/로} 끝나서 0보다 작아지지 않는데 {loss:은/는} 한쪽 클래스에 -1을 원해요. "
        "activation='tanh'를 쓰거나 활성화 함수를 빼세요.",
    ),
    "preflight.activation_repeated": Message(
        en="'{second}' applies {activation} to the output of '{first}', which already has {activation}. Remove one of the two.",
        ko="'{first}' 층이 이미 {activation:을/를} 적용했는데 '{second}' 층이 다시 적용해요. 둘 중 하나를 빼세요.",
    ),
    "preflight.softmax_hidden": Message(
        en="'{layer}' is a softmax between layers: its values sum to 1, so '{reader}' gets little information from each of many units. Use 'relu' inside the network, and softmax only at its end.",
        ko="'{layer}' 층은 중간에 있는 softmax예요. 값의 합이 1이라 '{reader}' 층에 정보가 거의 전달되지 않아요. 중간에는 'relu'를 "
        "쓰고 softmax는 맨 끝에만 쓰세요.",
    ),
    "preflight.deep_sigmoids": Message(
        en="{count} sigmoid layers follow each other: each passes on at most a quarter of the gradient, so the first ones hardly learn. Use activation='relu' inside, or BatchNormalization() between them.",
        ko="sigmoid 층 {count}개가 이어져 있어요. 층마다 기울기가 4분의 1 이하로 줄어서 앞쪽 층은 거의 배우지 못해요. 중간에는 "
        "activation='relu'를 쓰거나 사이에 BatchNormalization()을 두세요.",
    ),
    "preflight.dropout_heavy": Message(
        en="'{layer}' has rate={rate}: only {kept} of the values are kept. rate is the fraction to drop; write Dropout({kept}) if you meant the fraction to keep.",
        ko="'{layer}' 층이 rate={rate:이라/라} 값의 {kept}만 지나가요. rate는 버리는 비율이에요. 남기는 비율을 쓴 거라면 "
        "Dropout({kept})로 쓰세요.",
    ),
    "preflight.penalty_heavy": Message(
        en="The regularizer of '{name}' in '{layer}' has the factor {factor}: it outweighs the loss and drives the weights to 0. Factors are usually between 1e-5 and 1e-2.",
        ko="'{layer}' 층 '{name}' 가중치의 정규화 계수가 {factor:이에요/예요}. 손실보다 커서 가중치를 0으로 몰아요. 보통 1e-5에서 "
        "1e-2 사이를 쓰세요.",
    ),
    "preflight.rate_large": Message(
        en="{kind} with learning_rate={rate} makes training unstable. Start from learning_rate={usual}.",
        ko="{kind}의 learning_rate={rate:은/는} 너무 커서 가중치가 크게 튀어요. learning_rate={usual}에서 시작하세요.",
    ),
    "preflight.rate_small": Message(
        en="{kind} with learning_rate={rate} hardly moves the weights. Start from learning_rate={usual}.",
        ko="{kind}의 learning_rate={rate:은/는} 너무 작아서 가중치가 거의 움직이지 않아요. learning_rate={usual}에서 시작하세요.",
    ),
    "preflight.decay_large": Message(
        en="{kind} with weight_decay={decay} reduces each weight by {percent} percent at every step. weight_decay is usually between 1e-5 and 0.1.",
        ko="{kind}의 weight_decay={decay:은/는} 스텝마다 가중치를 {percent}퍼센트씩 줄여요. 보통 1e-5에서 0.1 사이를 쓰세요.",
    ),
    "preflight.accuracy_exact": Message(
        en="metric '{name}': Accuracy counts outputs that exactly equal the target, which outputs between 0 and 1 hardly ever do. Write metrics=['accuracy'], which chooses the right kind of accuracy.",
        ko="'{name}' 지표: Accuracy는 타깃과 정확히 같은 출력만 세는데 0과 1 사이의 값은 거의 같을 수 없어요. 알맞은 정확도를 고르는 "
        "metrics=['accuracy']를 쓰세요.",
    ),
    "preflight.accuracy_of_each": Message(
        en="metric '{name}': binary accuracy judges each of the {units} classes separately, so even guessing scores about {guess}. Write metrics=['accuracy'] for the fraction of right answers.",
        ko="'{name}' 지표: 이진 정확도는 클래스 {units}개를 하나씩 따로 세서 아무렇게나 답해도 약 {guess:이/가} 나와요. 정답 비율을 "
        "보려면 metrics=['accuracy']를 쓰세요.",
    ),
    "preflight.metric_of_logits": Message(
        en="metric '{name}' expects probabilities, but with {loss} the outputs are logits (from_logits=True). Write {instead}.",
        ko="'{name}' 지표는 확률을 읽는데 {loss} 손실에서는 출력이 로짓이에요(from_logits=True). {instead:으로/로} 쓰세요.",
    ),
    "preflight.accuracy_of_signs": Message(
        en="metric '{name}' compares with 0 and 1, but the targets are -1 and 1, so half of them can never be right. Encode the targets as 0 and 1, (y + 1) / 2; hinge accepts those too.",
        ko="'{name}' 지표는 0과 1을 비교하는데 타깃이 -1과 1이라서 한쪽은 절대 맞을 수 없어요. 타깃을 (y + 1) / 2로 0과 1로 바꾸세요. "
        "hinge도 그 값을 받아요.",
    ),
    "preflight.accuracy_of_numbers": Message(
        en="metric '{name}' counts exact answers, but the targets are continuous values ({value}, for example), which are never met exactly. Use metrics=['mae'] or metrics=['r2_score'].",
        ko="'{name}' 지표는 맞은 답을 세는데 타깃이 {value} 같은 숫자라서 정확히 맞는 일이 없어요. metrics=['mae']나 "
        "metrics=['r2_score']를 쓰세요.",
    ),
    "preflight.accuracy_of_share": Message(
        en="metric '{name}': {percent} of the labels are {label}, so always answering {label} scores just as well. Add metrics=['AUC', 'precision', 'recall'], and consider class_weight.",
        ko="'{name}' 지표: 라벨의 {percent:이/가} {label:이라/라}서 언제나 {label:이라/라}고 답해도 그만큼 나와요. "
        "metrics=['AUC', 'precision', 'recall']도 보고 class_weight도 생각해 보세요.",
    ),
    "preflight.nothing_to_train": Message(
        en="All weights are frozen (or there are none), so training changes nothing. Set trainable=True on the layers that should learn.",
        ko="가중치가 모두 고정되어 있거나 하나도 없어서 훈련해도 바뀌는 것이 없어요. 배워야 할 층에 trainable=True를 쓰세요.",
    ),
    "preflight.batch_of_one": Message(
        en="'{layer}' normalizes over the batch, but each batch has one sample, so its output is the same for every sample. Use batch_size=32, or LayerNormalization().",
        ko="'{layer}' 층은 배치 전체로 정규화하는데 배치에 샘플이 하나뿐이라 어떤 샘플이든 출력이 같아요. batch_size=32로 하거나 "
        "LayerNormalization()을 쓰세요.",
    ),
    "preflight.last_batch_of_one": Message(
        en="'{layer}' normalizes over the batch, but {count} samples in batches of {size} leave one sample for the last batch, "
        "which has no variance. Choose another batch_size, or leave one sample out.",
        ko="'{layer}' 층은 배치 전체로 정규화하는데 샘플 {count}개를 {size}개씩 나누면 마지막 배치에 샘플이 하나만 남아 분산이 "
        "없어요. batch_size를 바꾸거나 샘플 하나를 빼세요.",
    ),
    "preflight.few_steps_anyway": Message(
        en="'{layer}' uses moving averages for evaluation, which had {steps} steps to move away from their initial values: with a momentum of {momentum}, {left} of those remain. Train for at least {needed}.",
        ko="'{layer}' 층은 평가할 때 이동 평균을 쓰는데 {steps}스텝으로는 부족해요. momentum이 {momentum}이면 시작값이 {left} 남아요. "
        "적어도 {needed}만큼 훈련하세요.",
    ),
    "preflight.few_steps": Message(
        en="'{layer}' uses moving averages for evaluation, which had {steps} steps to move away from their initial values: with a momentum of {momentum}, {left} of those remain. Train for {needed}, or write BatchNormalization(momentum=0.9), which needs {fewer}.",
        ko="'{layer}' 층은 평가할 때 이동 평균을 쓰는데 {steps}스텝으로는 부족해요. momentum이 {momentum}이면 시작값이 {left} 남아요. "
        "{needed}만큼 훈련하거나 {fewer}이면 되는 BatchNormalization(momentum=0.9)를 쓰세요.",
    ),
    "statistics.steps": Message(en="{count} steps", ko="{count}스텝"),
    "statistics.steps_of_epochs": Message(en="{count} steps (epochs={epochs})", ko="{count}스텝(epochs={epochs})"),
}

ERRORS: dict[str, ErrorMessage] = {
    "preflight.softmax_of_batch": ErrorMessage(
        en=Lines(
            "'{layer}' is a softmax over the samples: each output depends on the other samples in the batch.",
            "a softmax along the classes, axis=-1",
            "the axis of the samples",
            "Write Softmax(), or Softmax(axis=-1), in place of '{layer}'.",
        ),
        ko=Lines(
            "'{layer}' 층은 샘플 축을 따라 softmax를 계산해서 답이 같은 배치의 다른 샘플에 따라 달라져요.",
            "클래스 축의 softmax, axis=-1",
            "샘플 축",
            "'{layer}' 층 대신 Softmax()나 Softmax(axis=-1)을 쓰세요.",
        ),
    ),
    "preflight.cosine_of_one": ErrorMessage(
        en=Lines(
            "the cosine between two single numbers is 1 or -1 and has no gradient, but '{layer}' outputs one number.",
            "an output of several numbers, such as Dense(16)",
            "one number per sample",
            "Give '{layer}' more units, or use loss='mean_squared_error'.",
        ),
        ko=Lines(
            "숫자 하나와 하나의 코사인은 1 아니면 -1이라 기울기가 없는데 '{layer}' 층은 숫자를 하나만 내놓아요.",
            "Dense(16)처럼 숫자가 여럿인 출력",
            "샘플마다 숫자 하나",
            "'{layer}' 층의 유닛을 늘리거나 loss='mean_squared_error'를 쓰세요.",
        ),
    ),
    "preflight.normalized_output": ErrorMessage(
        en=Lines(
            "this loss expects probabilities, but '{layer}' comes last and shifts them to mean 0.",
            "{wanted} as the last step",
            "{kind}",
            "Move '{layer}' before the last Dense layer, and end in activation='{wanted}'.",
        ),
        ko=Lines(
            "이 손실은 확률을 읽는데 '{layer}' 층이 맨 끝에서 값을 평균 0으로 옮겨요.",
            "마지막은 {wanted}",
            "{kind}",
            "'{layer}' 층을 마지막 Dense 층 앞으로 옮기고 activation={wanted!r:으로/로} 끝내세요.",
        ),
    ),
    "preflight.accuracy_of_one": ErrorMessage(
        en=Lines(
            "the largest of one output is always that output, so this accuracy never changes.",
            "binary accuracy, or one unit per class",
            "a single output",
            "Write metrics=['accuracy'], which chooses the right kind of accuracy.",
        ),
        ko=Lines(
            "출력이 하나면 가장 큰 출력은 언제나 그 하나라서 이 정확도는 바뀌지 않아요.",
            "이진 정확도, 또는 클래스마다 유닛 하나",
            "출력 하나",
            "알맞은 정확도를 고르는 metrics=['accuracy']를 쓰세요.",
        ),
    ),
    "preflight.dead_start": ErrorMessage(
        en=Lines(
            "all weights of '{layer}' are 0 and a relu follows: it outputs 0 for every sample and never learns.",
            "random initial weights",
            "zeros",
            "Leave kernel_initializer out, or write kernel_initializer='he_normal'.",
        ),
        ko=Lines(
            "'{layer}' 층의 가중치가 모두 0이고 relu가 뒤따라서 어떤 샘플에도 0만 나오고 배우지 못해요.",
            "무작위 초기 가중치",
            "모두 0",
            "kernel_initializer를 빼거나 kernel_initializer='he_normal'을 쓰세요.",
        ),
    ),
    "preflight.equal_units": ErrorMessage(
        en=Lines(
            "all weights of '{layer}' are equal, and so are those of '{behind}': the units stay identical and act as one.",
            "random initial weights",
            "the same number in all of them",
            "Leave kernel_initializer out in one of the two, or write kernel_initializer='glorot_uniform'.",
        ),
        ko=Lines(
            "'{layer}' 층의 가중치가 모두 같고 '{behind}' 층의 가중치도 모두 같아서 유닛이 끝까지 똑같아요. 유닛 하나와 다르지 않아요.",
            "무작위 초기 가중치",
            "모두 같은 값",
            "둘 중 한 층에서 kernel_initializer를 빼거나 kernel_initializer='glorot_uniform'을 쓰세요.",
        ),
    ),
}
