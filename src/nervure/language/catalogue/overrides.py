"""Methods of Keras that a subclass defines in vain, and what to write in their place."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "overrides.computing": Message(
        en="Derive from layers.Layer and write forward(x, context) and backward(dy, cache), or put what you add "
        "into a layer of its own, such as layers.Lambda(function).",
        ko="layers.Layer를 상속해 forward(x, context)와 backward(dy, cache)를 쓰거나, 더할 계산을 "
        "layers.Lambda(function) 같은 별도의 층에 두세요.",
    ),
    "overrides.cell": Message(
        en="Derive from layers.Layer and write state_size, forward(x, states, context) and "
        "backward(dy, dstates, cache); initial states are an argument: layer(x, initial_state=states).",
        ko="layers.Layer를 상속해 state_size, forward(x, states, context), backward(dy, dstates, cache)를 쓰세요. "
        "처음 상태는 layer(x, initial_state=states)처럼 인자로 주세요.",
    ),
    "overrides.masks": Message(
        en="Give the mask by layers.AttachMask()([x, mask]), or write pass_masks(inputs, outputs, lowering).",
        ko="마스크는 layers.AttachMask()([x, mask])로 주거나 pass_masks(inputs, outputs, lowering)를 쓰세요.",
    ),
    "overrides.shapes": Message(
        en="Write compute_output_shape(input_shape).",
        ko="compute_output_shape(input_shape)를 쓰세요.",
    ),
    "overrides.saving": Message(
        en="Leave it out: weights made by add_weight and the arguments of get_config are saved as they are.",
        ko="빼세요. add_weight로 만든 가중치와 get_config의 인자는 그대로 저장돼요.",
    ),
    "overrides.eight_bits": Message(
        en="Leave it out: one precision holds for the whole model, compile(precision=...).",
        ko="빼세요. 정밀도는 모델 전체에 하나예요. compile(precision=...)",
    ),
    "overrides.graph": Message(
        en="Draw the graph: x = Input(shape), call layers on it, and pass both ends: Model(x, y).",
        ko="그래프를 그리세요. x = Input(shape)에서 시작해 층을 부르고 Model(x, y)처럼 양 끝을 넘기세요.",
    ),
    "overrides.steps": Message(
        en="Write the loop yourself with model.gradients(x, y) and optimizer.apply_gradients(...), or listen with a "
        "callback.",
        ko="model.gradients(x, y)와 optimizer.apply_gradients(...)로 학습 루프를 직접 쓰거나, 콜백으로 들으세요.",
    ),
    "overrides.model_loss": Message(
        en="Give the loss to compile(loss=function), penalties to the layers: activity_regularizer=...",
        ko="손실은 compile(loss=function)에, 벌점은 층의 activity_regularizer=...에 주세요.",
    ),
    "overrides.model_metrics": Message(
        en="Give metrics to compile(metrics=[...]).",
        ko="지표는 compile(metrics=[...])에 주세요.",
    ),
    "overrides.loss": Message(
        en="Give the function itself, compile(loss=function), of torch tensors (y_true, y_pred), or set op.",
        ko="torch 텐서의 함수 (y_true, y_pred)를 compile(loss=function)에 그대로 주거나 op를 정하세요.",
    ),
    "overrides.optimizer": Message(
        en="Write step(values, gradients, learning_rate); slot_names and self.slots hold what it remembers.",
        ko="step(values, gradients, learning_rate)을 쓰세요. 기억할 값은 slot_names와 self.slots에 두세요.",
    ),
    "overrides.metric": Message(
        en="Write start(), update_state(y_true, y_pred, sample_weight=None) and result(); self.state has the sums.",
        ko="start(), update_state(y_true, y_pred, sample_weight=None), result()를 쓰세요. 합은 self.state에 있어요.",
    ),
    "overrides.callback": Message(
        en="Write the event, on_epoch_end(epoch, logs) for example, and read logs there.",
        ko="on_epoch_end(epoch, logs) 같은 이벤트를 쓰고 그 안에서 logs를 읽으세요.",
    ),
    "overrides.regularizer": Message(
        en="Write penalty(value) and gradient(value), its derivative.",
        ko="penalty(value)와 그 도함수 gradient(value)를 쓰세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "overrides.not_called": ErrorMessage(
        en=Lines(
            "{method} would never be called: the class would compute what {base} computes.",
            "methods that are called here",
            "class {where} defines {method}",
            "{fix}",
        ),
        ko=Lines(
            "{method:은/는} 한 번도 불리지 않아요. 이 클래스는 {base:과/와} 똑같이 계산하게 돼요.",
            "여기서 불리는 메서드",
            "클래스 {where}의 {method}",
            "{fix}",
        ),
    ),
    "overrides.no_event": ErrorMessage(
        en=Lines(
            "there is no event {method}: it would never be called.",
            "{known}",
            "class {where} defines {method}",
            "Rename it to the event that is meant; a method of your own must not begin with on_.",
        ),
        ko=Lines(
            "{method:이라/라}는 이벤트는 없어서 한 번도 불리지 않아요.",
            "{known}",
            "클래스 {where}의 {method}",
            "뜻한 이벤트의 이름으로 바꾸세요. 직접 만든 메서드의 이름은 on_으로 시작하지 않아야 해요.",
        ),
    ),
}
