"""What the check of a layer says: its table, the rules, what breaks them, what mends it."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

_TABLE: dict[str, Message] = {
    "testing.heading": Message(
        en="{layer}, input {input}: {held} of {count} rules hold.",
        ko="{layer}, 입력 {input}: 규칙 {count}개 중 {held}개를 지켜요.",
    ),
    "testing.column_rule": Message(en="rule", ko="규칙"),
    "testing.column_measured": Message(en="measured", ko="측정값"),
    "testing.column_allowed": Message(en="at most", ko="허용값"),
    "testing.holds": Message(en="holds", ko="지킴"),
    "testing.fails": Message(en="FAILS", ko="어김"),
    "testing.advice": Message(en="advice", ko="조언"),
    "testing.numbers": Message(en="{rule} {measured} (at most {allowed})", ko="{rule} {measured} (허용값 {allowed})"),
    "testing.in_training": Message(en="In training", ko="학습 모드에서"),
    "testing.at_inference": Message(en="At inference", ko="추론 모드에서"),
}

# What holds, one sentence per rule.
_STATEMENTS: dict[str, Message] = {
    "testing.form": Message(
        en="forward returns (y, cache), backward returns (dx, gradients by name).",
        ko="forward는 (y, cache)를, backward는 (dx, 이름별 기울기)를 돌려줘요.",
    ),
    "testing.dtype": Message(
        en="Output and gradients have the dtype of the input, float32 or float64.",
        ko="출력과 기울기의 자료형이 입력(float32, float64)과 같아요.",
    ),
    "testing.unchanged": Message(
        en="forward and backward leave x, dy and the parameters as they are.",
        ko="forward와 backward는 x, dy, 파라미터를 바꾸지 않아요.",
    ),
    "testing.nothing_kept": Message(
        en="The layer stores nothing about a batch on self.", ko="층은 배치에 관한 것을 self에 남기지 않아요."
    ),
    "testing.own_cache": Message(
        en="backward depends only on the cache that it is given.", ko="backward는 받은 cache를 만든 호출만 따라요."
    ),
    "testing.repeatable": Message(
        en="The same input and step always give the same output and gradients.",
        ko="입력과 스텝이 같으면 출력과 기울기도 다시 같아요.",
    ),
    "testing.inference": Message(en="Nothing is random at inference.", ko="추론 모드에서는 무작위가 없어요."),
    "testing.output_shape": Message(
        en="compute_output_shape matches the actual output shape, for any number of samples.",
        ko="샘플 수와 관계없이 compute_output_shape가 실제 출력의 모양과 같아요.",
    ),
    "testing.empty_batch": Message(
        en="A batch without samples gives an output without samples, and gradients of 0.",
        ko="샘플이 없는 배치는 샘플이 없는 출력과 0인 기울기를 줘요.",
    ),
    "testing.parameter_names": Message(en="Every parameter has a unique name.", ko="파라미터마다 이름이 서로 달라요."),
    "testing.gradient_names": Message(
        en="Every input and every trainable parameter gets a gradient, under its name.",
        ko="모든 입력과 학습되는 파라미터가 이름대로 기울기를 받아요.",
    ),
    "testing.gradient_shapes": Message(
        en="Every gradient has the shape of its input or parameter.", ko="모든 기울기의 모양이 그 대상의 모양과 같아요."
    ),
    "testing.input_gradient": Message(
        en="dx equals the slope found by finite differences.", ko="dx가 유한 차분으로 구한 기울기와 같아요."
    ),
    "testing.parameter_gradient": Message(
        en="The gradient equals the slope found by finite differences.",
        ko="파라미터의 기울기가 유한 차분으로 구한 값과 같아요.",
    ),
    "testing.batch_independence": Message(
        en="At inference a sample's output does not depend on the other samples.",
        ko="추론 모드에서 한 샘플의 출력은 다른 샘플에 좌우되지 않아요.",
    ),
    "testing.memory_order": Message(
        en="Tensors that are not contiguous in memory give the same numbers.",
        ko="메모리에 흩어져 있는 텐서도 같은 값을 줘요.",
    ),
    "testing.float32": Message(
        en="float32 gives the same numbers as float64, apart from rounding.",
        ko="float32의 결과가 반올림 오차만 빼면 float64와 같아요.",
    ),
    "testing.config": Message(
        en="from_config(get_config()) creates an identical layer.",
        ko="from_config(get_config())가 똑같은 층을 만들어요.",
    ),
    "testing.weights": Message(
        en="After set_weights(get_weights()), another layer computes the same.",
        ko="set_weights(get_weights())를 하면 다른 층도 같은 값을 계산해요.",
    ),
    "testing.wrong_input": Message(
        en="Inputs of another shape are accepted, or rejected with an error that says what to do.",
        ko="모양이 다른 입력은 받아들이거나, 할 일을 알려 주는 오류로 거절해요.",
    ),
}

# What is wrong.
_FINDINGS: dict[str, Message] = {
    "testing.raised": Message(
        en="The layer raised {kind} here: {problem}", ko="여기서 층이 {kind} 오류를 냈어요: {problem}"
    ),
    "testing.stops": Message(
        en="The rules after this one are checked once it holds.", ko="뒤의 규칙들은 이 규칙을 지킨 뒤에 확인해요."
    ),
    "testing.forward_returns": Message(
        en="forward returned {got} instead of (y, cache).", ko="forward가 (y, cache) 대신 {got:을/를} 돌려줬어요."
    ),
    "testing.forward_outputs": Message(
        en="The number of tensors that forward must return as y is {expected}, but it returned {got}.",
        ko="forward는 y로 텐서 {expected}개를 줘야 하는데 {got:을/를} 줬어요.",
    ),
    "testing.backward_returns": Message(
        en="backward returned {got} instead of (dx, {{name: gradient}}).",
        ko="backward가 (dx, {{이름: 기울기}}) 대신 {got:을/를} 돌려줬어요.",
    ),
    "testing.backward_inputs": Message(
        en="The number of tensors that backward must return as dx, one per input, is {expected}, but it returned {got}.",
        ko="backward는 dx로 입력마다 하나씩 텐서 {expected}개를 줘야 하는데 {got:을/를} 줬어요.",
    ),
    "testing.gradient_kind": Message(
        en="The gradient of '{name}' is a {got}, not a tensor.",
        ko="'{name}'의 기울기가 텐서가 아니라 {got} 객체예요.",
    ),
    "testing.other_dtype": Message(
        en="{name} is {got}, but the input is {expected}.", ko="입력은 {expected}인데 {name:은/는} {got}이에요."
    ),
    "testing.changed": Message(
        en="{name} was changed in place.", ko="{name:이/가} 제자리(in place) 연산으로 바뀌었어요."
    ),
    "testing.kept": Message(
        en="self.{name} changed while the batch was computed.", ko="self.{name:이/가} 배치를 계산하기 전과 달라요."
    ),
    "testing.other_cache": Message(
        en="After another batch is computed, backward gives different gradients for the cache of the first.",
        ko="다른 배치를 계산하고 나면, 첫 배치의 cache를 줘도 backward가 다른 기울기를 줘요.",
    ),
    "testing.other_output": Message(
        en="The same input in the same step gives a different output the second time.",
        ko="같은 스텝에서 같은 입력을 다시 주면 다른 출력이 나와요.",
    ),
    "testing.other_gradients": Message(
        en="The same cache gives different gradients the second time: backward changes it.",
        ko="같은 cache를 다시 주면 다른 기울기가 나와요. backward가 cache를 바꿔요.",
    ),
    "testing.random_inference": Message(
        en="At inference, another seed or step gives a different output.",
        ko="추론 모드인데 시드나 스텝이 다르면 출력이 달라져요.",
    ),
    "testing.other_shape": Message(
        en="compute_output_shape returns {promised}, but the output has {got}.",
        ko="compute_output_shape는 {promised}인데 실제 출력은 {got}이에요.",
    ),
    "testing.empty_gradient": Message(
        en="Without samples, the gradient of '{name}' is not 0.", ko="샘플이 없는데 '{name}'의 기울기가 0이 아니에요."
    ),
    "testing.name_twice": Message(
        en="Two parameters are called '{name}'.", ko="'{name}'이라는 이름의 파라미터가 둘 이상이에요."
    ),
    "testing.no_gradient": Message(
        en="backward gives no gradient for '{name}'.", ko="backward가 '{name}'의 기울기를 주지 않아요."
    ),
    "testing.unknown_gradient": Message(
        en="backward gives a gradient for '{name}', but the parameters are: {known}.",
        ko="backward가 '{name}'의 기울기를 주지만 파라미터는 {known}뿐이에요.",
    ),
    "testing.gradient_shape": Message(
        en="The gradient of '{name}' has the shape {got}; '{name}' has {expected}.",
        ko="'{name}'의 모양은 {expected}인데 기울기의 모양은 {got}이에요.",
    ),
    "testing.gradient_bend": Message(
        en="the function has a kink at {place}, where the slope is undefined: backward gives {got}, finite differences "
        "{expected}. Pass inputs= or weights= away from it.",
        ko="함수가 {place}에서 꺾여 있어 기울기를 정할 수 없어요(backward {got}, 유한 차분 {expected}). 꺾이는 점에서 "
        "떨어진 값을 inputs=나 weights=로 주세요.",
    ),
    "testing.gradient_not_finite": Message(
        en="the gradient contains NaN or infinity.", ko="기울기에 NaN이나 무한대가 있어요."
    ),
    "testing.gradient_transposed": Message(
        en="the gradient is transposed: rows and columns are swapped.",
        ko="기울기의 행과 열이 서로 바뀌어 있어요.",
    ),
    "testing.gradient_factor": Message(
        en="every number is {factor} times the slope: at {place} it is {got}, and finite differences find {expected}.",
        ko="모든 값이 실제 기울기의 {factor}배예요. {place}에서 backward는 {got}, 유한 차분은 {expected}.",
    ),
    "testing.gradient_differs": Message(
        en="the gradient differs most at {place}: backward gives {got}, finite differences find {expected}.",
        ko="{place}에서 차이가 가장 커요. backward는 {got}, 유한 차분은 {expected}.",
    ),
    "testing.other_samples": Message(
        en="A sample's output changes with the other samples of the batch, or with its position among them.",
        ko="배치의 다른 샘플이나 배치 안의 순서에 따라 한 샘플의 출력이 달라져요.",
    ),
    "testing.other_memory_order": Message(
        en="Another memory order of the same numbers gives different results.",
        ko="메모리에 놓인 순서가 다르면 결과가 달라져요.",
    ),
    "testing.far_in_float32": Message(
        en="float32 gives different results from float64: precision is lost along the way.",
        ko="float32의 결과가 float64와 달라요. 계산 도중에 자릿수를 잃고 있어요.",
    ),
    "testing.config_not_plain": Message(
        en="The configuration cannot be written as JSON: {problem}", ko="설정을 JSON으로 쓸 수 없어요: {problem}"
    ),
    "testing.config_differs": Message(
        en="The argument '{name}' is {first}, but {second} in the layer created from the configuration.",
        ko="'{name}' 인자가 {first}인데, 설정에서 다시 만든 층에서는 {second}예요.",
    ),
    "testing.config_parameters": Message(
        en="The layer created from the configuration has different parameters: {second} instead of {first}.",
        ko="설정에서 다시 만든 층의 파라미터가 달라요: {first} 대신 {second}.",
    ),
    "testing.config_output": Message(
        en="With the same weights, the layer created from the configuration gives a different output.",
        ko="가중치가 같은데도 설정에서 다시 만든 층의 출력이 달라요.",
    ),
    "testing.weights_output": Message(
        en="With the same weights, another copy of the layer gives a different output.",
        ko="가중치가 같은데도 다른 사본의 출력이 달라요.",
    ),
    "testing.crash": Message(
        en="An input of shape {shape} raises {kind}: {problem}",
        ko="입력 {shape:을/를} 주면 {kind} 오류로 끝나요: {problem}",
    ),
}

# What to do.
_REMEDIES: dict[str, Message] = {
    "testing.mend_form": Message(
        en="Return (y, cache) from forward and (dx, {{'kernel': dkernel, ...}}) from backward.",
        ko="forward는 (y, cache)를, backward는 (dx, {{'kernel': dkernel, ...}})을 돌려주게 하세요.",
    ),
    "testing.mend_dtype": Message(
        en="Create new tensors like x (x.new_zeros, dtype=x.dtype), without casts.",
        ko="새 텐서는 x와 같은 자료형으로 만들고(x.new_zeros, dtype=x.dtype), 형 변환은 하지 마세요.",
    ),
    "testing.mend_unchanged": Message(
        en="Write x = x + 1 instead of x += 1, and avoid methods whose names end in _.",
        ko="x += 1이나 _로 끝나는 메서드 대신 x = x + 1처럼 쓰세요.",
    ),
    "testing.mend_nothing_kept": Message(
        en="Put what backward needs into the cache instead of self.",
        ko="backward에 필요한 값은 self 대신 cache에 담으세요.",
    ),
    "testing.mend_own_cache": Message(
        en="Read everything in backward from the cache that it is given.",
        ko="backward가 모든 값을 받은 cache에서 읽게 하세요.",
    ),
    "testing.mend_repeatable": Message(
        en="Draw random numbers with context.uniform(x) or context.normal(x), and change nothing in the cache.",
        ko="난수는 context.uniform(x)나 context.normal(x)로 뽑고, cache는 바꾸지 마세요.",
    ),
    "testing.mend_inference": Message(
        en="Draw random numbers only if context.training is true.",
        ko="context.training이 참일 때만 난수를 뽑으세요.",
    ),
    "testing.mend_output_shape": Message(
        en="Correct compute_output_shape, and leave the batch axis (input_shape[0]) unchanged.",
        ko="compute_output_shape를 고치고, 배치 축(input_shape[0])은 받은 그대로 두세요.",
    ),
    "testing.mend_empty_batch": Message(
        en="Sum instead of averaging over samples, and write shapes with x.shape[0] instead of -1.",
        ko="샘플 축으로는 평균 대신 합을 쓰고, 모양에는 -1 대신 x.shape[0]을 쓰세요.",
    ),
    "testing.mend_parameter_names": Message(
        en="Pass a different name to each add_weight.", ko="add_weight마다 다른 이름을 주세요."
    ),
    "testing.mend_gradient_names": Message(
        en="Return a gradient for each name passed to add_weight.",
        ko="add_weight에 준 이름마다 기울기를 하나씩 돌려주세요.",
    ),
    "testing.mend_gradient_shapes": Message(
        en="Sum a parameter's gradient over the samples, and over every axis that the parameter does not have.",
        ko="파라미터의 기울기는 샘플 축과, 파라미터에 없는 축을 따라 모두 더하세요.",
    ),
    "testing.mend_gradient": Message(
        en="Derive backward from forward again, and check the multiplication by dy.",
        ko="forward에서 backward를 다시 유도하고, dy를 곱했는지 보세요.",
    ),
    "testing.mend_batch_independence": Message(
        en="At inference, compute every sample separately, as batch normalization does with its moving statistics.",
        ko="추론 모드에서는 샘플을 하나씩 따로 계산하세요. 배치 정규화가 이동 통계를 쓰는 것처럼요.",
    ),
    "testing.mend_memory_order": Message(
        en="Write reshape instead of view, and do not rely on strides.",
        ko="view 대신 reshape를 쓰고, 스트라이드에 기대지 마세요.",
    ),
    "testing.mend_float32": Message(
        en="Avoid differences of large numbers and exponentials that overflow.",
        ko="큰 수끼리의 뺄셈과 넘치는 지수 계산을 피하세요.",
    ),
    "testing.mend_config": Message(
        en="Name every argument in __init__, store it as a plain value, and leave get_config to Layer.",
        ko="모든 인자를 __init__에 이름으로 적고 단순한 값으로 두세요. get_config는 Layer에 맡기세요.",
    ),
    "testing.mend_weights": Message(
        en="Read the parameters (self.kernel.array) in forward, and do not store values computed from them.",
        ko="forward에서 파라미터(self.kernel.array)를 읽고, 거기서 계산한 값은 남겨 두지 마세요.",
    ),
    "testing.mend_wrong_input": Message(
        en="Write check_input and raise a ShapeError there.", ko="check_input을 만들어 거기서 ShapeError를 내세요."
    ),
}

MESSAGES: dict[str, Message] = {**_TABLE, **_STATEMENTS, **_FINDINGS, **_REMEDIES}

ERRORS: dict[str, ErrorMessage] = {
    "testing.failed": ErrorMessage(
        en=Lines(
            "{failed} of {count} rules failed. {rule}: {sentence}",
            "every rule holds",
            "{names}",
            "{remedy} For the whole table: print(check_layer(..., raise_error=False)).",
        ),
        ko=Lines(
            "규칙 {count}개 중 {failed}개를 어겨요. {rule}: {sentence}",
            "모든 규칙을 지킴",
            "{names}",
            "{remedy} 전체 표는 print(check_layer(..., raise_error=False))로 보세요.",
        ),
    ),
    "testing.not_a_layer": ErrorMessage(
        en=Lines(
            "this is not a layer.",
            "a nervure.layers.Layer",
            "{got}",
            "Create the layer first: check_layer(MyLayer(), (8,)), for example.",
        ),
        ko=Lines(
            "층이 아니에요.",
            "nervure.layers.Layer의 객체",
            "{got}",
            "층을 먼저 만드세요 (예: check_layer(MyLayer(), (8,))).",
        ),
    ),
    "testing.no_shape": ErrorMessage(
        en=Lines(
            "the input shape is not known.",
            "the shape of one sample, such as (28, 28, 1)",
            "none, and {name} is not built",
            "Write check_layer(layer, input_shape=(28, 28, 1)).",
        ),
        ko=Lines(
            "입력의 모양을 알 수 없어요.",
            "(28, 28, 1)처럼 샘플 하나의 모양",
            "모양 없음, {name:은/는} 아직 build되지 않음",
            "check_layer(layer, input_shape=(28, 28, 1))처럼 쓰세요.",
        ),
    ),
    "testing.given_input_shape": ErrorMessage(
        en=Lines(
            "input_shape must be the shape of one sample.",
            "(28, 28, 1), or a list of shapes for several inputs",
            "{got}",
            "Write the sizes without the batch axis: input_shape=(28, 28, 1), for example.",
        ),
        ko=Lines(
            "input_shape는 샘플 하나의 모양이어야 해요.",
            "(28, 28, 1), 입력이 여럿이면 모양의 리스트",
            "{got}",
            "input_shape=(28, 28, 1)처럼 배치 축 없이 크기만 쓰세요.",
        ),
    ),
    "testing.given_inputs": ErrorMessage(
        en=Lines(
            "the inputs are not a batch of at least two samples.",
            "arrays (N, ...) with the same N, at least 2",
            "{got}",
            "Put the samples along the first axis: inputs=np.ones((2, 8)), for example.",
        ),
        ko=Lines(
            "입력이 샘플 둘 이상의 배치가 아니에요.",
            "N이 같고 2 이상인 배열 (N, ...)",
            "{got}",
            "inputs=np.ones((2, 8))처럼 첫 번째 축을 따라 샘플을 놓으세요.",
        ),
    ),
    "testing.given_weights": ErrorMessage(
        en=Lines(
            "the weights do not fit the layer.",
            "arrays of the shapes {expected}",
            "{got}",
            "Pass one array per weight, in the order of get_weights().",
        ),
        ko=Lines(
            "가중치가 층과 맞지 않아요.",
            "모양이 {expected}인 배열들",
            "{got}",
            "get_weights()의 순서대로 가중치마다 배열을 하나씩 주세요.",
        ),
    ),
}
