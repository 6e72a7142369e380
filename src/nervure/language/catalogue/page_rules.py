"""What the page of an explanation says about one number: where it comes from, in a sentence."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    # Numbers that nothing in this step computed.
    "page.given": Message(en="Given: it is part of the input.", ko="주어진 수예요. 입력의 일부예요."),
    "page.given_target": Message(en="The target given with the sample.", ko="표본과 함께 주어진 정답이에요."),
    "page.stored_weight": Message(
        en="A weight, before this step. Gradients (B) show what changes it, and how.",
        ko="이 스텝 전의 가중치예요. 기울기(B)를 보면 무엇이 어디로 움직이는지 알 수 있어요.",
    ),
    "page.stored_state": Message(
        en="A number that the layer keeps; no gradient changes it.",
        ko="층이 간직하는 수예요. 기울기로 움직이지 않아요.",
    ),
    "page.stored_slot": Message(
        en="Optimizer state from earlier steps; before the first step, it is 0.",
        ko="옵티마이저가 지난 스텝에서 기억하는 수예요. 첫 스텝 전에는 0이에요.",
    ),
    "page.no_loss": Message(
        en="Only a forward pass was explained: with targets, model.explain(x, y), there are gradients.",
        ko="순전파만 설명했어요. model.explain(x, y)처럼 정답을 주면 기울기도 볼 수 있어요.",
    ),
    "page.no_gradient": Message(
        en="The engine does not compute its gradient: there is nothing trainable before it.",
        ko="엔진이 이 수의 기울기를 계산하지 않아요. 앞쪽에 배우는 것이 없어요.",
    ),
    "page.frozen_gradient": Message(
        en="It is not trained, so it has no gradient.", ko="훈련하지 않는 수라서 기울기가 없어요."
    ),
    "page.fused_gradient": Message(
        en="The engine goes straight from the loss to the input of this activation: combined, their derivative is simpler and loses no digits. See the gradient of z.",
        ko="엔진은 손실에서 이 활성화 함수의 입력으로 바로 가요. 함께 미분하면 더 간단하고 자릿수도 잃지 않아요. z의 기울기를 보세요.",
    ),
    "page.no_rule": Message(
        en="This page cannot derive this number; you see what the engine computed. In Python, explanation.value_of and explanation.why derive it.",
        ko="이 페이지는 이 수를 계산하지 못해서 엔진이 계산한 값을 보여요. Python의 explanation.value_of와 explanation.why로 유도할 수 있어요.",
    ),
    "page.written_ahead": Message(
        en="Python wrote this derivation into the page; some of the numbers of this layer have one.",
        ko="Python이 이 페이지에 미리 적어 둔 유도예요. 이 층의 일부 수에만 있어요.",
    ),
    "page.ahead_here": Message(en="Numbers of this layer with a derivation:", ko="유도가 적혀 있는 수:"),
    "page.several_readers": Message(
        en="Several operations read this number; the gradients that they pass back are added.",
        ko="여러 단계가 이 수를 읽어요. 각각이 돌려보낸 몫을 모두 더해요.",
    ),
    # Products.
    "page.dense_value": Message(
        en="Each input times its weight, all added up, plus the bias of the unit.",
        ko="모든 입력에 각각의 가중치를 곱해 더하고, 이 유닛의 편향을 더해요.",
    ),
    "page.dense_input": Message(
        en="The error of each unit that read this number, times the weight between them.",
        ko="이 수를 읽은 모든 유닛의 오차를, 그 유닛이 쓴 가중치로 곱해 더해요.",
    ),
    "page.dense_weight": Message(
        en="The error of the unit times the input of this weight, summed over the samples.",
        ko="유닛의 오차에 이 가중치로 들어온 수를 곱해, 모든 표본에 대해 더해요.",
    ),
    "page.maxout_product_value": Message(
        en="One piece of Maxout: each input times its weight, plus a bias. The largest piece wins.",
        ko="맥스아웃의 한 조각: 모든 입력에 가중치를 곱해 더하고 편향을 더해요. 가장 큰 조각이 이겨요.",
    ),
    "page.maxout_value": Message(en="The largest of the pieces.", ko="조각 가운데 가장 큰 수예요."),
    "page.maxout_input": Message(
        en="The winning piece gets the whole gradient, the others get none.",
        ko="이긴 조각이 기울기를 모두 받고, 나머지는 받지 않아요.",
    ),
    "page.convolution_value": Message(
        en="The filter is placed on a patch of the image: each number below it times its weight, over all channels, plus the bias.",
        ko="필터를 이미지의 한 조각에 올려요. 아래의 수마다 가중치를 곱해 모든 채널에 대해 더하고 편향을 더해요.",
    ),
    "page.convolution_input": Message(
        en="Every window that covered this cell passes back its error, times the weight that was on the cell.",
        ko="이 칸을 덮은 모든 창이, 칸 위에 있던 가중치를 곱한 오차를 돌려보내요.",
    ),
    "page.convolution_weight": Message(
        en="The weight was used at every position in the image: the error there times the number below it, summed over positions and samples.",
        ko="이 가중치는 이미지의 모든 자리에서 쓰였어요. 그 자리의 오차에 아래 있던 수를 곱해 모든 자리와 표본에 대해 더해요.",
    ),
    "page.transposed_value": Message(
        en="Every cell of the input spreads its kernel; this position sums what reaches it, plus the bias.",
        ko="입력의 칸마다 커널을 펼쳐 놓아요. 이 자리에 닿은 것을 모두 더하고 편향을 더해요.",
    ),
    "page.transposed_input": Message(
        en="The errors of all positions that the kernel of this cell reached, each times the weight used there.",
        ko="이 칸이 커널을 펼친 모든 자리의 오차에, 그곳에 닿은 가중치를 곱해 더해요.",
    ),
    # Pooling.
    "page.max_pooling_value": Message(en="The largest number in the window.", ko="창 안에서 가장 큰 수예요."),
    "page.max_pooling_input": Message(
        en="A cell gets the error of every window in which it was the largest; if there is none, it gets 0.",
        ko="가장 큰 수로 뽑힌 창의 오차만 받아요. 한 번도 뽑히지 않았으면 0이에요.",
    ),
    "page.average_pooling_value": Message(en="The mean of the window.", ko="창의 평균이에요."),
    "page.average_pooling_input": Message(
        en="Each window divides its error evenly among the cells it covered.",
        ko="창마다 오차를 덮은 칸에 똑같이 나누어 줘요.",
    ),
    "page.global_average_value": Message(en="The mean of the whole map.", ko="맵 전체의 평균이에요."),
    "page.global_max_value": Message(en="The largest number in the whole map.", ko="맵 전체에서 가장 큰 수예요."),
    "page.global_max_input": Message(
        en="The largest cell gets the error; if several are equal, they share it.",
        ko="가장 큰 칸이 오차를 받아요. 같은 수가 여럿이면 나누어 받아요.",
    ),
    # Normalization.
    "page.batch_normalization_value": Message(
        en="The number minus the mean of its channel, divided by the standard deviation, then scaled by γ and shifted by β.",
        ko="채널의 평균을 빼고 퍼진 정도로 나눈 다음, γ를 곱하고 β를 더해요.",
    ),
    "page.batch_normalization_input": Message(
        en="Three paths lead back: through the number itself, through the mean of the channel, and through its variance.",
        ko="되돌아가는 길은 셋이에요. 그 수 자체, 채널의 평균, 채널의 분산을 지나요.",
    ),
    "page.layer_normalization_value": Message(
        en="The number minus the mean of its sample, divided by the standard deviation, then scaled by γ and shifted by β.",
        ko="표본의 평균을 빼고 퍼진 정도로 나눈 다음, γ를 곱하고 β를 더해요.",
    ),
    "page.layer_normalization_input": Message(
        en="Three paths lead back: through the number itself, through the mean of the sample, and through its variance.",
        ko="되돌아가는 길은 셋이에요. 그 수 자체, 표본의 평균, 표본의 분산을 지나요.",
    ),
    "page.normalization_weight": Message(
        en="Summed over everything that this parameter scaled or shifted.",
        ko="이 파라미터가 곱하거나 더한 모든 수에 대해 더해요.",
    ),
    "page.mean_value": Message(
        en="The mean of the numbers that are normalized together.", ko="함께 정규화하는 수의 평균이에요."
    ),
    "page.variance_value": Message(
        en="The mean of the squared distances from the mean.", ko="평균에서 떨어진 거리의 제곱을 평균한 것이에요."
    ),
    "page.normalized_value": Message(
        en="The number with mean 0 and variance 1.", ko="평균 0, 분산 1이 되게 한 수예요."
    ),
    "page.sum_of_gradients_value": Message(
        en="What reaches the mean: the gradients of all numbers that share it.",
        ko="평균에 닿는 것: 그 평균을 함께 쓰는 모든 수의 기울기를 더해요.",
    ),
    "page.sum_of_products_value": Message(
        en="What reaches the variance: each gradient times its normalized number.",
        ko="분산에 닿는 것: 기울기마다 정규화한 수를 곱해 더해요.",
    ),
    # Activations.
    "page.linear_value": Message(en="Passed unchanged.", ko="그대로 지나가요."),
    "page.sigmoid_value": Message(en="Mapped to a number between 0 and 1.", ko="0과 1 사이로 눌러요."),
    "page.tanh_value": Message(en="Mapped to a number between −1 and 1.", ko="−1과 1 사이로 눌러요."),
    "page.relu_value": Message(
        en="Above zero, it passes; below, it becomes 0.", ko="0보다 크면 지나가고, 작으면 0이 돼요."
    ),
    "page.leaky_relu_value": Message(
        en="Above zero, it passes; below, it is scaled down.", ko="0보다 크면 지나가고, 작으면 줄어들어요."
    ),
    "page.elu_value": Message(
        en="Above zero, it passes; below, it bends toward −α.",
        ko="0보다 크면 지나가고, 작으면 −α 쪽으로 휘어요.",
    ),
    "page.exponential_value": Message(en="e to the power of the number.", ko="e를 그 수만큼 거듭제곱해요."),
    "page.softplus_value": Message(en="A ReLU without the corner.", ko="모서리가 없는 ReLU예요."),
    "page.softsign_value": Message(
        en="Mapped to a number between −1 and 1, more slowly than with tanh.",
        ko="tanh보다 천천히 −1과 1 사이로 눌러요.",
    ),
    "page.silu_value": Message(en="The number times its own sigmoid.", ko="그 수에 자신의 시그모이드를 곱해요."),
    "page.gelu_value": Message(
        en="The number times the fraction of a normal distribution below it.",
        ko="그 수에, 정규분포에서 그보다 작은 쪽의 비율을 곱해요.",
    ),
    "page.activation_input": Message(
        en="The incoming gradient times the slope of the curve at this number.",
        ko="도착한 기울기에, 이 수에서의 곡선의 기울기를 곱해요.",
    ),
    "page.softmax_value": Message(
        en="e to the power of each score; the fraction of this one in the sum is its probability.",
        ko="점수마다 e를 거듭제곱해요. 그 합에서 이것이 차지하는 몫이 확률이에요.",
    ),
    "page.softmax_maximum": Message(
        en="The largest score is subtracted first: the result is the same, and nothing overflows.",
        ko="가장 큰 점수를 먼저 빼요. 결과는 같고, 수가 넘치지 않아요.",
    ),
    "page.softmax_input": Message(
        en="Raising one probability lowers the others: its own gradient minus the mean of all.",
        ko="하나의 확률이 오르면 나머지는 내려가요. 자신의 기울기에서 전체의 평균을 빼요.",
    ),
    # What only moves or scales numbers.
    "page.moved_value": Message(
        en="The same number at another position, or a zero at the border.",
        ko="자리만 옮긴 같은 수이거나, 가장자리의 0이에요.",
    ),
    "page.moved_input": Message(
        en="The gradient comes back from where the number went.", ko="수가 간 자리에서 기울기가 돌아와요."
    ),
    "page.rescaling_value": Message(en="Times a fixed scale.", ko="정해진 배율을 곱해요."),
    "page.rescaling_input": Message(en="The gradient is scaled in the same way.", ko="기울기에도 같은 배율을 곱해요."),
    "page.dropout_value": Message(
        en="A mask of 0 and 1 was drawn; kept values are scaled up so that sums stay the same on average.",
        ko="0과 1의 마스크를 뽑아요. 남은 수는 평균적으로 합이 같도록 키워요.",
    ),
    "page.dropout_input": Message(
        en="The same mask: dropped values get no gradient.", ko="같은 마스크예요. 버린 수는 기울기를 받지 않아요."
    ),
    "page.dropout_mask": Message(
        en="Drawn at random from the seed, the layer and the step number: 1 is kept, 0 is dropped.",
        ko="시드, 층, 스텝 번호에서 무작위로 뽑은 것이에요. 1이면 남고 0이면 버려요.",
    ),
    "page.embedding_value": Message(
        en="The row of the table at the index of the word.", ko="단어 번호에 해당하는 표의 행이에요."
    ),
    "page.embedding_weight": Message(
        en="The gradients of all positions that used this row, added up.",
        ko="이 행을 가져간 모든 자리의 기울기를 더해요.",
    ),
    # Several inputs.
    "page.add_value": Message(en="The inputs added up.", ko="입력을 모두 더해요."),
    "page.add_input": Message(
        en="A sum passes its gradient to every input unchanged.", ko="합은 기울기를 모든 입력에 그대로 넘겨줘요."
    ),
    "page.subtract_value": Message(en="The first input minus the second.", ko="첫째 입력에서 둘째 입력을 빼요."),
    "page.subtract_input": Message(
        en="The first input gets the gradient, the second its negative.",
        ko="첫째는 기울기를, 둘째는 부호를 바꾼 기울기를 받아요.",
    ),
    "page.average_value": Message(en="The mean of the inputs.", ko="입력의 평균이에요."),
    "page.average_input": Message(
        en="Each input gets an equal part of the gradient.", ko="입력마다 기울기를 똑같이 나누어 받아요."
    ),
    "page.multiply_value": Message(en="The inputs multiplied.", ko="입력을 모두 곱해요."),
    "page.multiply_input": Message(en="The gradient times the other inputs.", ko="기울기에 다른 입력을 곱해요."),
    "page.maximum_value": Message(en="The largest of the inputs.", ko="입력 가운데 가장 큰 수예요."),
    "page.minimum_value": Message(en="The smallest of the inputs.", ko="입력 가운데 가장 작은 수예요."),
    "page.extreme_input": Message(
        en="The chosen input gets the gradient, the others get none.", ko="뽑힌 입력만 기울기를 받아요."
    ),
    # The loss.
    "page.loss_value": Message(
        en="The losses of the samples, each times its factor, plus the penalties.",
        ko="표본마다의 손실에 각각의 몫을 곱해 더하고, 벌점을 더해요.",
    ),
    "page.share_value": Message(
        en="How much the loss grows with that of this sample: its part of the mean.",
        ko="이 표본의 손실이 커질 때 전체 손실이 커지는 정도: 평균에서의 한 몫이에요.",
    ),
    "page.share_given": Message(
        en="How much the loss grows with that of this sample, as set by weights or masks.",
        ko="이 표본의 손실이 커질 때 전체 손실이 커지는 정도예요. 가중치나 마스크가 정해요.",
    ),
    "page.categorical_value": Message(
        en="Minus the logarithm of the probability of the right class: 0 for a certain and right answer.",
        ko="정답 클래스의 확률에 로그를 취하고 부호를 바꿔요. 확실히 맞히면 0이에요.",
    ),
    "page.softmax_crossentropy_gradient": Message(
        en="Softmax and cross-entropy combined: the probability minus the target.",
        ko="소프트맥스와 교차 엔트로피를 함께 미분하면 확률에서 정답을 뺀 것이에요.",
    ),
    "page.sparse_value": Message(
        en="Minus the logarithm of the probability of the right class: 0 for a certain and right answer.",
        ko="정답 클래스의 확률에 로그를 취하고 부호를 바꿔요. 확실히 맞히면 0이에요.",
    ),
    "page.sparse_softmax_gradient": Message(
        en="Softmax and cross-entropy combined: the probability, minus 1 at the right class.",
        ko="소프트맥스와 교차 엔트로피를 함께 미분하면 확률이고, 정답 클래스에서만 1을 빼요.",
    ),
    "page.categorical_gradient": Message(
        en="Minus the target divided by the probability; dividing by the sum of the probabilities adds its part.",
        ko="정답을 확률로 나누고 부호를 바꿔요. 확률의 합으로 나눈 데서도 몫이 더해져요.",
    ),
    "page.sparse_gradient": Message(
        en="Minus 1 divided by the probability, at the right class; dividing by the sum of the probabilities adds its part.",
        ko="정답 클래스에서 1을 확률로 나누고 부호를 바꿔요. 확률의 합으로 나눈 데서도 몫이 더해져요.",
    ),
    "page.binary_value": Message(
        en="Minus the logarithm of the probability of the right answer, averaged over the outputs.",
        ko="출력마다 맞는 쪽의 확률에 로그를 취해 부호를 바꾸고 평균해요.",
    ),
    "page.binary_gradient": Message(
        en="The error, divided by the uncertainty of the output, p (1 − p).",
        ko="오차를, 출력이 얼마나 불확실했는지를 나타내는 p (1 − p)로 나누어요.",
    ),
    "page.sigmoid_crossentropy_gradient": Message(
        en="Sigmoid and cross-entropy combined: the probability minus the target, divided by the number of outputs.",
        ko="시그모이드와 교차 엔트로피를 함께 미분하면 확률에서 정답을 빼고 출력 수로 나눈 것이에요.",
    ),
    "page.mean_squared_value": Message(en="The mean of the squared errors.", ko="오차를 제곱해 평균해요."),
    "page.mean_squared_gradient": Message(
        en="Twice the error, divided by the number of outputs.", ko="오차의 두 배를 출력 수로 나누어요."
    ),
    "page.half_squared_value": Message(en="Half the sum of the squared errors.", ko="오차 제곱의 합의 절반이에요."),
    "page.half_squared_gradient": Message(
        en="The output minus the target: the factor of one half cancels the 2.",
        ko="출력에서 정답을 빼요. 절반을 곱한 까닭이 이것이에요.",
    ),
    "page.mean_absolute_value": Message(en="The mean of the absolute errors.", ko="거리의 평균이에요."),
    "page.mean_absolute_gradient": Message(
        en="The sign of the error, divided by the number of outputs.", ko="오차의 부호를 출력 수로 나누어요."
    ),
    # The update.
    "page.moving_value": Message(
        en="A moving average: most of the old value, and a little of this batch's. Prediction uses it.",
        ko="이동 통계예요. 옛 값을 대부분 남기고 이번 배치의 값을 조금 섞어요. 예측할 때 써요.",
    ),
    "page.sgd_weight": Message(
        en="The weight moves against its gradient, by the learning rate times the gradient.",
        ko="가중치가 기울기의 반대쪽으로, 기울기에 학습률을 곱한 만큼 움직여요.",
    ),
    "page.sgd_momentum": Message(
        en="The velocity: a fraction of the old one, minus the new gradient times the learning rate.",
        ko="속도예요. 남은 옛 속도에서, 새 기울기에 학습률을 곱한 것을 빼요.",
    ),
    "page.adam_weight": Message(
        en="Adam moves the weight against the mean of its recent gradients, divided by their typical size: about as far as the learning rate, whether the gradients are large or small. The factor in front corrects for averages that started at 0.",
        ko="Adam은 최근 기울기의 평균을 기울기의 보통 크기로 나눈 만큼, 기울기의 반대쪽으로 가중치를 움직여요. 그래서 기울기가 크든 작든 한 번에 학습률쯤 움직여요. 맨 앞에 곱하는 수는 평균이 0에서 시작해 처음에 너무 작은 것을 바로잡아요.",
    ),
    "page.adam_momentum": Message(
        en="The moving average of the gradient: its recent direction.",
        ko="기울기의 이동 평균이에요. 최근에 기울기가 어느 쪽을 가리켰는지 알려 줘요.",
    ),
    "page.adam_velocity": Message(
        en="The moving average of the squared gradient: its square root is the typical size of the gradient.",
        ko="기울기 제곱의 이동 평균이에요. 그 제곱근이 기울기의 보통 크기예요.",
    ),
    "page.update_elsewhere": Message(
        en="This page cannot derive this update: it does not support this optimizer's update, or its state would not fit into the file. In Python, explanation.update_of derives it.",
        ko="이 페이지는 이 가중치의 업데이트를 유도하지 못해요. 옵티마이저가 하는 일을 페이지가 다 알지 못하거나, 기억하는 수가 파일에 들어가지 않았어요. Python의 explanation.update_of로 유도할 수 있어요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {}
