"""What models say: graphs, compile, the data at the door."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "compile.fix_loss_weight": Message(
        "Write loss_weights=[1.0, 0.3], for example.",
        "수를 주세요. 예를 들면 loss_weights=[1.0, 0.3].",
    ),
    "compile.fix_metrics_by_name": Message(
        "The third argument of compile is loss_weights. Pass metrics by name: metrics=['accuracy'].",
        "compile의 세 번째 인자는 loss_weights예요. 지표는 이름을 붙여 주세요: metrics=['accuracy'].",
    ),
    "sequential.input_shape_ignored": Message(
        en="{layer}: input_shape={declared} is ignored, because the layer before it outputs {arriving}. Only the first layer of a model needs input_shape.",
        ko="{layer}: 앞 층에서 {arriving} 모양이 들어오므로 input_shape={declared:은/는} 무시돼요. "
        "input_shape는 모델의 첫 층에만 필요해요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "model.not_built": ErrorMessage(
        en=Lines(
            "the model does not know its input shape yet.",
            "an input shape, given or inferred from data",
            "none yet",
            "Start with Input((28, 28, 1)) or input_shape=(28, 28, 1), call build((None, 28, 28, 1)), or call fit first.",
        ),
        ko=Lines(
            "모델이 아직 입력의 모양을 몰라요.",
            "직접 준, 또는 데이터에서 읽은 입력 모양",
            "아직 없음",
            "Input((28, 28, 1))이나 input_shape=(28, 28, 1)로 시작하거나, build((None, 28, 28, 1))을 호출하거나, 먼저 fit 하세요.",
        ),
    ),
    "model.not_compiled": ErrorMessage(
        en=Lines(
            "the model has not been compiled.",
            "an optimizer and a loss",
            "none",
            "Call model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy']) first.",
        ),
        ko=Lines(
            "모델을 아직 컴파일하지 않았어요.",
            "옵티마이저와 손실 함수",
            "없음",
            "먼저 model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])를 호출하세요.",
        ),
    ),
    "model.not_symbolic": ErrorMessage(
        en=Lines(
            "a model is defined by symbolic tensors: the results of Input(...) and of layers called on them.",
            "the result of Input(...) or of calling a layer on one, or a list of them",
            "{got}",
            "Start with x = Input((8,)), call layers on it, and pass both ends: Model(x, y).",
        ),
        ko=Lines(
            "모델은 Input(...)의 결과에서 층의 결과까지를 이어요.",
            "Input(...)의 결과, 층을 호출한 결과, 또는 그 리스트",
            "{got}",
            "x = Input((8,))로 시작해 층을 차례로 호출하고, 그 양 끝을 넘기세요: Model(x, y).",
        ),
    ),
    "model.no_ends": ErrorMessage(
        en=Lines(
            "a model is a graph from inputs to outputs.",
            "inputs and outputs",
            "one or both are missing",
            "Start with x = Input((8,)), call layers on it, and pass both ends: Model(x, y). For a custom computation, subclass Layer.",
        ),
        ko=Lines(
            "모델은 입력에서 출력까지를 잇는 그래프예요.",
            "inputs와 outputs",
            "둘 중 하나나 둘 다 없음",
            "x = Input((8,))로 시작해 층을 차례로 호출하고 Model(x, y)처럼 양 끝을 넘기세요. 직접 만든 계산은 Layer를 상속해서 만드세요.",
        ),
    ),
    "model.call_misses": ErrorMessage(
        en=Lines(
            "the mapping has no entry for the input '{name}'.",
            "{expected}",
            "{got}",
            "Add '{name}', or pass a list in the order of the inputs.",
        ),
        ko=Lines(
            "사전에 '{name}' 입력이 없어요.",
            "{expected}",
            "{got}",
            "'{name}' 항목을 넣거나, 입력 순서대로 리스트를 넘기세요.",
        ),
    ),
    "symbolic.no_numbers": ErrorMessage(
        en=Lines(
            "a symbolic tensor has a shape but no values yet: {deed} cannot be computed.",
            "a layer called on it, or the values that predict returns",
            "{deed}",
            "Write {code}.",
        ),
        ko=Lines(
            "아직 만들고 있는 신경망에는 모양만 있고 숫자가 없어서 {deed:을/를} 계산할 수 없어요.",
            "이 텐서에 적용하는 층, 또는 predict가 돌려주는 숫자",
            "{deed}",
            "{code}처럼 쓰세요.",
        ),
    ),
    "parameter.no_value": ErrorMessage(
        en=Lines(
            "it has no value yet: it is initialized when the layer's place in a network is known.",
            "a weight of a model, or of a layer that has been called on data",
            "a layer outside a model",
            "Put the layer into a model, or call layer.get_weights() first.",
        ),
        ko=Lines(
            "아직 값이 없어요. 첫 값은 신경망에서 층의 자리가 정해질 때 뽑아요.",
            "모델의 가중치, 또는 계산해 본 적이 있는 층의 가중치",
            "모델에 들어 있지 않은 층",
            "층을 모델에 넣거나 먼저 layer.get_weights()를 부르세요.",
        ),
    ),
    "model.layer_not_drawn": ErrorMessage(
        en=Lines(
            "the layer is not part of a network yet.",
            "a layer called on the result of Input(...), or a layer of a built model",
            "a layer outside a model",
            "Call it on a symbolic tensor, layer(Input((8,))), or build the model that contains it.",
        ),
        ko=Lines(
            "아직 신경망에 들어 있지 않은 층이에요.",
            "Input(...)의 결과로 호출했거나 만들어진 모델에 들어 있는 층",
            "모델에 들어 있지 않은 층",
            "layer(Input((8,)))처럼 호출하거나, 층이 들어 있는 모델을 build 하세요.",
        ),
    ),
    "model.which_layer": ErrorMessage(
        en=Lines(
            "get_layer needs either a name or an index.",
            "exactly one of name and index",
            "name={name}, index={index}",
            "Call get_layer('dense') with a name from summary(), or get_layer(index=0).",
        ),
        ko=Lines(
            "층은 이름이나 번호로 찾아요.",
            "name과 index 가운데 하나만",
            "name={name}, index={index}",
            "summary()에 나오는 이름으로 get_layer('dense')처럼 부르거나 get_layer(index=0)처럼 번호를 주세요.",
        ),
    ),
    "model.layer_index": ErrorMessage(
        en=Lines(
            "the model has no layer at index {index}.",
            "an index from 0, below {count}; negative to count from the end",
            "index={index}",
            "Write get_layer(index=0), or get_layer('dense') with a name from summary().",
        ),
        ko=Lines(
            "{index}번 층은 없어요.",
            "0부터 세어 {count}보다 작은 번호. 끝에서 세면 음수",
            "index={index}",
            "get_layer(index=0)처럼 번호를 주거나, summary()에 나오는 이름으로 get_layer('dense')처럼 부르세요.",
        ),
    ),
    "model.num_inputs": ErrorMessage(
        en=Lines(
            "the number of inputs in the call is not the number that the model has.",
            "{expected}: {names}",
            "{got}",
            "Pass a list with one tensor per input: model([a, b]).",
        ),
        ko=Lines(
            "모델이 가진 입력 수와 다른 수의 입력으로 호출했어요.",
            "{expected}개: {names}",
            "{got}개",
            "모델의 입력마다 텐서를 하나씩 리스트로 넘기세요: model([a, b]).",
        ),
    ),
    "model.input_shape": ErrorMessage(
        en=Lines(
            "the model was built for a different input shape.",
            "{expected}",
            "{got}",
            "Pass inputs of that shape, or rebuild the model with an Input of the new shape.",
        ),
        ko=Lines(
            "모델이 다른 입력 모양으로 만들어졌어요.",
            "{expected}",
            "{got}",
            "그 모양의 입력을 주거나, 새 모양의 Input으로 모델을 다시 만드세요.",
        ),
    ),
    "model.input_missing": ErrorMessage(
        en=Lines(
            "an output depends on the input '{name}', which is missing from inputs.",
            "every Input that the outputs depend on",
            "'{name}' is missing",
            "Add it: Model(inputs=[..., {name}], outputs=...).",
        ),
        ko=Lines(
            "출력이 '{name}' 입력에 따라 달라지는데, 이것이 inputs에 없어요.",
            "출력이 의존하는 모든 Input",
            "'{name}' 없음",
            "Model(inputs=[..., {name}], outputs=...)처럼 추가하세요.",
        ),
    ),
    "model.name_twice": ErrorMessage(
        en=Lines(
            "two layers have the name '{name}'.",
            "a different name for each layer",
            "'{name}' twice",
            "Write name='{name}_2' in one of them, or leave the names out.",
        ),
        ko=Lines(
            "두 층의 이름이 모두 '{name}'이에요.",
            "층마다 다른 이름",
            "'{name}' 두 번",
            "한 층에 name='{name}_2'처럼 다른 이름을 주거나, 이름을 생략하세요.",
        ),
    ),
    "compile.number": ErrorMessage(
        en=Lines(
            "the list does not have one entry per output.",
            "{expected} entries: {names}",
            "{got}",
            "Pass one entry per output, or a mapping with the output names as keys.",
        ),
        ko=Lines(
            "리스트의 항목 수가 출력 수와 달라요.",
            "항목 {expected}개: {names}",
            "{got}개",
            "출력마다 항목을 하나씩 주거나, 출력 이름을 키로 하는 사전을 주세요.",
        ),
    ),
    "compile.loss_weight": ErrorMessage(
        en=Lines(
            "a loss weight is not a number.",
            "one finite number, a list with one per output, or a mapping with the output names as keys",
            "{got}",
            "{fix}",
        ),
        ko=Lines(
            "손실의 가중치가 수가 아니에요.",
            "유한한 수 하나, 출력마다 하나씩 담은 리스트, 또는 출력 이름을 키로 하는 사전",
            "{got}",
            "{fix}",
        ),
    ),
    "compile.unknown_argument": ErrorMessage(
        en=Lines(
            "compile has no argument '{argument}'.",
            "optimizer, loss, loss_weights, metrics, weighted_metrics, precision, device",
            "'{argument}'",
            "Did you mean '{suggestion}'?",
        ),
        ko=Lines(
            "compile에는 '{argument}' 인자가 없어요.",
            "optimizer, loss, loss_weights, metrics, weighted_metrics, precision, device",
            "'{argument}'",
            "혹시 '{suggestion}'인가요? 그 이름으로 바꾸세요.",
        ),
    ),
    "device.unavailable": ErrorMessage(
        en=Lines(
            "torch cannot use the device '{device}' here.",
            "'auto', 'cpu', 'cuda' or 'mps'",
            "'{device}'",
            "Use device='auto', which picks the best available device.",
        ),
        ko=Lines(
            "여기서는 torch가 '{device}' 장치를 쓸 수 없어요.",
            "'auto', 'cpu', 'cuda' 또는 'mps'",
            "'{device}'",
            "쓸 수 있는 가장 좋은 장치를 고르는 device='auto'를 쓰세요.",
        ),
    ),
    "summary.layer_range": ErrorMessage(
        en=Lines(
            "layer_range must name the first and the last layer to show.",
            "two of these names, or patterns of them: {names}",
            "{got}",
            "Write layer_range=('conv2d', 'dense'), with names from summary().",
        ),
        ko=Lines(
            "layer_range는 보여 줄 첫 층과 마지막 층이에요.",
            "다음 가운데 이름(또는 이름의 패턴) 두 개: {names}",
            "{got}",
            "summary()에 나오는 이름으로 layer_range=('conv2d', 'dense')처럼 넘기세요.",
        ),
    ),
    "sequential.no_list": ErrorMessage(
        en=Lines(
            "Sequential takes its layers as a list.",
            "Sequential([Dense(16), Dense(1)])",
            "{got}, not in a list",
            "Put the layers in square brackets: Sequential([Dense(16), Dense(1)]).",
        ),
        ko=Lines(
            "Sequential에는 층을 리스트로 넘겨요.",
            "Sequential([Dense(16), Dense(1)])",
            "{got}",
            "층들을 대괄호로 묶으세요: Sequential([Dense(16), Dense(1)]).",
        ),
    ),
    "sequential.empty": ErrorMessage(
        en=Lines("the model has no layers yet.", "at least one layer", "none", "Call model.add(Dense(10)) first."),
        ko=Lines("모델에 아직 층이 없어요.", "한 층 이상", "없음", "먼저 model.add(Dense(10))처럼 층을 추가하세요."),
    ),
    "sequential.several_outputs": ErrorMessage(
        en=Lines(
            "the layer '{name}' has several outputs, but a Sequential model passes on only one.",
            "layers with one output",
            "'{name}' with several",
            "Build the network with Model(inputs, outputs), which takes any number of outputs.",
        ),
        ko=Lines(
            "'{name}' 층의 출력이 여럿이라 한 줄로 이을 수 없어요.",
            "출력이 하나인 층",
            "출력이 여럿인 '{name}'",
            "출력이 몇 개든 되는 Model(inputs, outputs)로 신경망을 만드세요.",
        ),
    ),
    "sequential.no_layer": ErrorMessage(
        en=Lines(
            "only layers can be added to a model.",
            "a layer, such as Dense(10)",
            "{got}",
            "Create the layer first, with its arguments in parentheses: add(Dense(10)).",
        ),
        ko=Lines(
            "층만 추가할 수 있어요.",
            "Dense(10) 같은 층",
            "{got}",
            "먼저 괄호와 인자로 층을 만드세요: add(Dense(10)).",
        ),
    ),
    "sequential.twice": ErrorMessage(
        en=Lines(
            "the layer '{name}' is already in the model.",
            "each layer only once",
            "'{name}' a second time",
            "Create a second layer, or share one with the functional API: Model(inputs, outputs).",
        ),
        ko=Lines(
            "'{name}' 층이 이미 들어 있어요.",
            "층마다 한 번씩",
            "'{name}' 두 번째",
            "층을 하나 더 만들거나, 함께 쓰려면 함수형 Model(inputs, outputs)를 쓰세요.",
        ),
    ),
    "sequential.input_inside": ErrorMessage(
        en=Lines(
            "an Input can only be the first layer.",
            "Input at position 0",
            "position {position}",
            "Put Input first, or remove it.",
        ),
        ko=Lines(
            "Input은 첫 층으로만 쓸 수 있어요.",
            "0번째 자리의 Input",
            "{position}번째 자리",
            "Input을 맨 앞에 두거나 빼세요.",
        ),
    ),
    "sequential.nothing_to_pop": ErrorMessage(
        en=Lines("the model has no layer to remove.", "at least one layer", "none", "Add layers before calling pop()."),
        ko=Lines("뺄 층이 없어요.", "한 층 이상", "없음", "pop()을 부르기 전에 층을 추가하세요."),
    ),
}
