"""What can go wrong with sequences: masks, embeddings, and layers applied at every step."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "preflight.mask_lost": Message(
        en="{layer} does not use the mask of its input and drops it: the layers after it, and the loss, treat padding as data. Put a layer that reads the mask (LSTM, GlobalAveragePooling1D, ...) before it.",
        ko="{layer:은/는} 입력의 마스크를 쓰지 않고 버려요. 그 뒤의 층과 손실은 채움(padding)을 데이터로 여겨요. 마스크를 읽는 층(LSTM, GlobalAveragePooling1D 등)을 그 앞에 두세요.",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "layer.mask_in_graph": ErrorMessage(
        en=Lines(
            "in a graph of layers, a mask cannot be passed as a call argument.",
            "a mask that comes with the input",
            "mask=...",
            "Take the mask from the data with Masking() or Embedding(..., mask_zero=True), or attach it first: x = AttachMask()([x, mask]).",
        ),
        ko=Lines(
            "층의 그래프에서는 마스크를 호출 인자로 넘기지 않아요.",
            "입력과 함께 오는 마스크",
            "mask=...",
            "Masking()이나 Embedding(..., mask_zero=True)으로 데이터에서 마스크를 얻거나, 먼저 붙이세요: x = AttachMask()([x, mask]).",
        ),
    ),
    "attach_mask.inputs": ErrorMessage(
        en=Lines(
            "it takes a value and its mask.",
            "[(N, T, ...), (N, T)]",
            "{got}",
            "Call it on a list of two: AttachMask()([x, mask]); the mask has the leading axes of x.",
        ),
        ko=Lines(
            "값과 그 마스크를 받아요.",
            "[(N, T, ...), (N, T)]",
            "{got}",
            "둘의 목록으로 부르세요: AttachMask()([x, mask]). 마스크는 x의 앞쪽 축을 가져야 해요.",
        ),
    ),
    "masking.rank": ErrorMessage(
        en=Lines(
            "it compares the features of each time step, but this input has no feature axis.",
            "(N, T, features)",
            "{got}",
            "Add a feature axis: x[..., None]. For word indices, use Embedding(..., mask_zero=True).",
        ),
        ko=Lines(
            "시점마다 특성을 비교하는데, 이 입력에는 특성 축이 없어요.",
            "(N, T, 특성)",
            "{got}",
            "특성 축을 더하세요: x[..., None]. 단어 번호의 마스크는 Embedding(..., mask_zero=True)이 만들어요.",
        ),
    ),
    "embedding.outside": ErrorMessage(
        en=Lines(
            "the number {value} is not a row of the table.",
            "whole numbers from 0 to {last}",
            "{value} at {place}, in sample {sample}",
            "Set input_dim to the largest number plus one (here at least {needed}), or map rare and unknown words to one number below input_dim.",
        ),
        ko=Lines(
            "숫자 {value:은/는} 표에 없는 행이에요.",
            "0부터 {last}까지의 정수",
            "{place}의 {value}, 샘플 {sample}",
            "input_dim을 가장 큰 번호보다 1 크게 하거나(여기서는 적어도 {needed}), 드물거나 모르는 단어를 input_dim보다 작은 번호 하나로 바꾸세요.",
        ),
    ),
    "embedding.not_whole": ErrorMessage(
        en=Lines(
            "an embedding looks up rows by whole numbers.",
            "whole numbers",
            "{value} at {place}",
            "Pass word or category numbers as integers; for measured numbers, use Dense instead of Embedding.",
        ),
        ko=Lines(
            "임베딩은 정수로 행을 찾아요.",
            "정수",
            "{place}의 {value}",
            "단어나 범주의 번호를 정수로 넣으세요. 측정한 수라면 Embedding 대신 Dense를 쓰세요.",
        ),
    ),
    "embedding.narrow": ErrorMessage(
        en=Lines(
            "the numbers passed through a layer that computes in bfloat16, which rounds numbers above 256.",
            "numbers up to {last}, not rounded",
            "numbers in bfloat16",
            "Let the embedding read the model's input directly, or use compile(precision='float32').",
        ),
        ko=Lines(
            "번호가 bfloat16으로 계산하는 층을 지나왔는데, 거기서는 256보다 큰 수가 반올림돼요.",
            "넣은 그대로의 번호, {last}까지",
            "bfloat16으로 된 번호",
            "임베딩이 모델의 입력을 바로 읽게 하거나, compile(precision='float32')로 하세요.",
        ),
    ),
    "embedding.weights": ErrorMessage(
        en=Lines(
            "weights must be the whole table.",
            "an array {expected}",
            "{got}",
            "Pass one array of shape (input_dim, output_dim), or a list that contains it.",
        ),
        ko=Lines(
            "weights는 표 전체여야 해요.",
            "배열 {expected}",
            "{got}",
            "모양이 (input_dim, output_dim)인 배열 하나, 또는 그것을 담은 목록을 주세요.",
        ),
    ),
    "nested.no_layer": ErrorMessage(
        en=Lines(
            "{argument} must be a layer.",
            "a layer, such as {example}",
            "{got}",
            "Create the layer, with parentheses, and pass it: {example}.",
        ),
        ko=Lines(
            "{argument:은/는} 층이어야 해요.",
            "{example} 같은 층",
            "{got}",
            "층을 만들어 괄호와 함께 넘기세요: {example}.",
        ),
    ),
    "time_distributed.rank": ErrorMessage(
        en=Lines(
            "there is no time axis to apply the layer along.",
            "(N, T, ...) with at least three axes",
            "{got}",
            "Use {layer} without TimeDistributed, or pass sequences.",
        ),
        ko=Lines(
            "층을 적용해 나갈 시간 축이 없어요.",
            "축이 셋 이상인 (N, T, ...)",
            "{got}",
            "TimeDistributed 없이 {layer:을/를} 쓰거나 시퀀스를 넣으세요.",
        ),
    ),
    "time_distributed.activity": ErrorMessage(
        en=Lines(
            "the activity penalty of the inner layer would count every time step as a sample.",
            "a layer without activity_regularizer",
            "{got}",
            "Pass activity_regularizer to TimeDistributed itself: it divides by the number of sequences.",
        ),
        ko=Lines(
            "안쪽 층의 출력에 매기는 벌점은 시점마다 샘플 하나로 세게 돼요.",
            "activity_regularizer가 없는 층",
            "{got}",
            "activity_regularizer를 TimeDistributed에 직접 주세요. 그러면 시퀀스 수로 나눠요.",
        ),
    ),
    "time_distributed.one_input": ErrorMessage(
        en=Lines(
            "the inner layer must take one input and return one output.",
            "one tensor in, one tensor out",
            "{got}",
            "Leave return_state out, or wrap a model that joins its inputs and outputs.",
        ),
        ko=Lines(
            "안의 층은 입력도 출력도 하나여야 해요.",
            "텐서 하나를 받아 텐서 하나를 내는 층",
            "{got}",
            "return_state를 빼거나, 입력과 출력을 합친 모델을 감싸세요.",
        ),
    ),
    "time_distributed.stateful": ErrorMessage(
        en=Lines(
            "a stateful layer cannot be repeated over time: each repetition would need its own state.",
            "a layer without stateful=True",
            "{got}",
            "Remove stateful=True from the inner layer.",
        ),
        ko=Lines(
            "stateful 층은 시간을 따라 되풀이할 수 없어요. 되풀이마다 자기 상태가 따로 있어야 하기 때문이에요.",
            "stateful=True가 아닌 층",
            "{got}",
            "안의 층에서 stateful=True를 빼세요.",
        ),
    ),
    "time_distributed.unknown_time": ErrorMessage(
        en=Lines(
            "{layer} uses all samples of a step together, so the number of steps must be known.",
            "(N, T, ...) with a known T",
            "{got}",
            "Give the number of steps, Input((10, 8)) for example, or use {layer} without TimeDistributed: it then uses all steps together.",
        ),
        ko=Lines(
            "{layer:은/는} 한 시점의 모든 샘플을 함께 보므로 시점의 수를 알아야 해요.",
            "T를 아는 (N, T, ...)",
            "{got}",
            "Input((10, 8))처럼 시점의 수를 쓰거나, TimeDistributed 없이 {layer:을/를} 쓰세요. 그러면 모든 시점을 함께 봐요.",
        ),
    ),
}
