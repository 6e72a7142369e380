"""Methods of Keras that a subclass defines in vain, and what to write in their place."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "overrides.computing": Message(
        en="Subclass layers.Layer and write forward(x, context) and backward(dy, cache), or put the added computation "
        "into a separate layer, such as layers.Lambda(function).",
        ko="layers.Layer를 상속해 forward(x, context)와 backward(dy, cache)를 쓰거나, 더할 계산을 "
        "layers.Lambda(function) 같은 별도의 층에 두세요.",
    ),
    "overrides.cell": Message(
        en="Subclass layers.Layer and write state_size, forward(x, states, context) and "
        "backward(dy, dstates, cache); pass initial states as an argument: layer(x, initial_state=states).",
        ko="layers.Layer를 상속해 state_size, forward(x, states, context), backward(dy, dstates, cache)를 쓰세요. "
        "처음 상태는 layer(x, initial_state=states)처럼 인자로 주세요.",
    ),
    "overrides.masks": Message(
        en="Pass the mask with layers.AttachMask()([x, mask]), or write pass_masks(inputs, outputs, lowering).",
        ko="마스크는 layers.AttachMask()([x, mask])로 주거나 pass_masks(inputs, outputs, lowering)를 쓰세요.",
    ),
    "overrides.shapes": Message(
        en="Write compute_output_shape(input_shape).",
        ko="compute_output_shape(input_shape)를 쓰세요.",
    ),
    "overrides.saving": Message(
        en="Leave it out: weights created by add_weight and the arguments in get_config are saved anyway.",
        ko="빼세요. add_weight로 만든 가중치와 get_config의 인자는 그대로 저장돼요.",
    ),
    "overrides.eight_bits": Message(
        en="Leave it out: one precision applies to the whole model, compile(precision='float32') for example.",
        ko="빼세요. 정밀도는 compile(precision='float32')처럼 모델 전체에 하나를 정해요.",
    ),
    "overrides.graph": Message(
        en="Build the graph: start with x = Input((8,)), call layers on it, and pass both ends: Model(x, y).",
        ko="그래프를 만드세요. x = Input((8,))에서 시작해 층을 부르고 Model(x, y)처럼 양 끝을 넘기세요.",
    ),
    "overrides.steps": Message(
        en="Write the training loop with model.gradients(x, y) and optimizer.apply_gradients(...), or use a callback.",
        ko="model.gradients(x, y)와 optimizer.apply_gradients(...)로 훈련 루프를 직접 쓰거나, 콜백을 쓰세요.",
    ),
    "overrides.model_loss": Message(
        en="Pass the loss to compile(loss=function) and penalties to the layers: activity_regularizer='l2'.",
        ko="손실은 compile(loss=function)에, 벌점은 층에 activity_regularizer='l2'처럼 주세요.",
    ),
    "overrides.model_metrics": Message(
        en="Pass metrics to compile(metrics=['accuracy']).",
        ko="지표는 compile(metrics=['accuracy'])처럼 주세요.",
    ),
    "overrides.loss": Message(
        en="Pass a function of torch tensors (y_true, y_pred) to compile(loss=function), or set op.",
        ko="torch 텐서의 함수 (y_true, y_pred)를 compile(loss=function)에 그대로 주거나 op를 정하세요.",
    ),
    "overrides.optimizer": Message(
        en="Write step(values, gradients, learning_rate); slot_names and self.slots hold its state.",
        ko="step(values, gradients, learning_rate)을 쓰세요. 기억할 값은 slot_names와 self.slots에 두세요.",
    ),
    "overrides.metric": Message(
        en="Write start(), update_state(y_true, y_pred, sample_weight=None) and result(); self.state holds the sums.",
        ko="start(), update_state(y_true, y_pred, sample_weight=None), result()를 쓰세요. 합은 self.state에 있어요.",
    ),
    "overrides.callback": Message(
        en="Write an event, on_epoch_end(epoch, logs) for example, and read logs there.",
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
            "methods that nervure calls",
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
            "Rename it to one of these events; the name of a custom method must not begin with on_.",
        ),
        ko=Lines(
            "{method:이라/라}는 이벤트는 없어서 한 번도 불리지 않아요.",
            "{known}",
            "클래스 {where}의 {method}",
            "이 이벤트 중 하나의 이름으로 바꾸세요. 직접 만든 메서드의 이름은 on_으로 시작하지 않아야 해요.",
        ),
    ),
}
