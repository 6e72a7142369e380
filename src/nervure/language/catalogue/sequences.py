"""What can go wrong with sequences: masks, embeddings, recurrent layers and the layers around them."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "preflight.mask_lost": Message(
        en="{layer} does not know the mask of its input and lets it go: the layers behind it, and the loss, take padding for data. Put a layer that reads the mask (LSTM, GlobalAveragePooling1D, ...) before it.",
        ko="{layer:은/는} 입력의 마스크를 쓰지 않고 버려요. 그 뒤의 층과 손실은 채움(padding)을 데이터로 여겨요. 마스크를 읽는 층(LSTM, GlobalAveragePooling1D 등)을 그 앞에 두세요.",
    ),
    "recurrent.fix_vectors": Message(
        en="Give each step its features: x[..., None] for one number a step; word numbers go through Embedding first.",
        ko="시점마다 특성을 주세요. 시점마다 숫자 하나라면 x[..., None], 단어 번호라면 먼저 Embedding을 거치게 하세요.",
    ),
    "recurrent.fix_pictures": Message(
        en="Turn each step into one vector first: Reshape((T, features)), or TimeDistributed(Flatten()).",
        ko="먼저 시점마다 벡터 하나로 바꾸세요: Reshape((T, 특성)) 또는 TimeDistributed(Flatten()).",
    ),
    "recurrent.fix_features": Message(
        en="Say how many features a step has: Input((None, features)).",
        ko="시점마다 특성이 몇 개인지 쓰세요: Input((None, 특성)).",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "layer.mask_in_graph": ErrorMessage(
        en=Lines(
            "in a graph of layers a mask is not an argument of a call.",
            "a mask that comes with the input",
            "mask=...",
            "Take the mask from the data with Masking() or Embedding(..., mask_zero=True), or join them first: x = AttachMask()([x, mask]).",
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
            "Call it on a list of two: AttachMask()([x, mask]); the mask has the first axes of x.",
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
            "it compares the features of each time step, and this input has none.",
            "(N, T, features)",
            "{got}",
            "Add the axis of features: x[..., None]. Word numbers get their mask from Embedding(..., mask_zero=True).",
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
            "the number {value} is none of the rows of the table.",
            "whole numbers from 0 to {last}",
            "{value} at {place}, in sample {sample}",
            "Set input_dim to the largest number plus one (here at least {needed}), or replace rare and unknown words by one number below input_dim.",
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
            "Feed word or category numbers as integers; for measured numbers use Dense in place of Embedding.",
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
            "the numbers went through a layer that computes in bfloat16, which rounds numbers above 256.",
            "numbers up to {last} as they were fed",
            "numbers in bfloat16",
            "Let the embedding read the input of the model itself, or compile(precision='float32').",
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
            "Give one array of shape (input_dim, output_dim), or the same in a list.",
        ),
        ko=Lines(
            "weights는 표 전체여야 해요.",
            "배열 {expected}",
            "{got}",
            "모양이 (input_dim, output_dim)인 배열 하나, 또는 그것을 담은 목록을 주세요.",
        ),
    ),
    "recurrent.rank": ErrorMessage(
        en=Lines(
            "a recurrent layer reads sequences.",
            "(N, T, features)",
            "{got}",
            "{fix}",
        ),
        ko=Lines(
            "순환층은 시퀀스를 읽어요.",
            "(N, T, 특성)",
            "{got}",
            "{fix}",
        ),
    ),
    "recurrent.initial_state": ErrorMessage(
        en=Lines(
            "the initial states do not fit.",
            "{expected}",
            "{got}",
            "Give initial_state one tensor for each state, in the order of return_state; LSTM has two, h and c.",
        ),
        ko=Lines(
            "초기 상태가 맞지 않아요.",
            "{expected}",
            "{got}",
            "initial_state에 상태마다 텐서를 하나씩, return_state의 순서대로 주세요. LSTM은 h와 c 둘이에요.",
        ),
    ),
    "recurrent.mixed_states": ErrorMessage(
        en=Lines(
            "the sequence is part of a graph, the initial states are not, or the other way round.",
            "all of them symbolic, or all of them data",
            "{got}",
            "In a graph make the states inputs too: Input((units,)).",
        ),
        ko=Lines(
            "시퀀스와 초기 상태 가운데 하나만 그래프의 일부예요.",
            "모두 기호 텐서이거나 모두 데이터",
            "{got}",
            "그래프에서는 상태도 입력으로 만드세요: Input((units,)).",
        ),
    ),
    "recurrent.no_batch_size": ErrorMessage(
        en=Lines(
            "a stateful layer keeps one state a sample, so the number of samples must be fixed.",
            "(samples, T, features) with a known number of samples",
            "{got}",
            "Say it where data enters: Input(batch_shape=(32, T, features)), and use the same batch_size in fit and predict.",
        ),
        ko=Lines(
            "stateful 층은 샘플마다 상태를 하나씩 두므로 샘플 수가 정해져 있어야 해요.",
            "샘플 수를 아는 (샘플, T, 특성)",
            "{got}",
            "데이터가 들어오는 곳에 쓰세요: Input(batch_shape=(32, T, 특성)). fit과 predict에도 같은 batch_size를 쓰세요.",
        ),
    ),
    "recurrent.batch_size": ErrorMessage(
        en=Lines(
            "the states belong to another number of samples.",
            "{expected} samples",
            "{got} samples",
            "Use one batch_size everywhere, and leave out the samples that do not fill the last batch: x[:len(x) // batch_size * batch_size].",
        ),
        ko=Lines(
            "상태의 샘플 수가 달라요.",
            "샘플 {expected}개",
            "샘플 {got}개",
            "어디서나 같은 batch_size를 쓰고, 마지막 배치를 채우지 못하는 샘플은 빼세요: x[:len(x) // batch_size * batch_size].",
        ),
    ),
    "recurrent.not_stateful": ErrorMessage(
        en=Lines(
            "there is no state to reset.",
            "a layer with stateful=True",
            "stateful=False",
            "Make the layer with stateful=True, or leave the call out: each batch begins at 0 anyway.",
        ),
        ko=Lines(
            "되돌릴 상태가 없어요.",
            "stateful=True인 층",
            "stateful=False",
            "stateful=True로 층을 만들거나, 호출을 빼세요. 어차피 배치마다 0에서 시작해요.",
        ),
    ),
    "recurrent.cell": ErrorMessage(
        en=Lines(
            "this is no recurrent cell.",
            "a layer with state_size, forward(x, states, context) and backward(dy, dstates, cache)",
            "{got}",
            "Give an object such as LSTMCell(32), or a layer of your own that has these three.",
        ),
        ko=Lines(
            "순환 셀이 아니에요.",
            "state_size, forward(x, states, context), backward(dy, dstates, cache)를 가진 층",
            "{got}",
            "LSTMCell(32) 같은 객체나, 이 셋을 가진 직접 만든 층을 주세요.",
        ),
    ),
    "recurrent.use_cudnn": ErrorMessage(
        en=Lines(
            "use_cudnn must be 'auto', True or False; it changes nothing here.",
            "'auto', True or False",
            "{got}",
            "Leave use_cudnn out.",
        ),
        ko=Lines(
            "use_cudnn은 'auto', True, False 중 하나여야 해요. 여기서는 달라지는 것이 없어요.",
            "'auto', True 또는 False",
            "{got}",
            "use_cudnn을 빼세요.",
        ),
    ),
    "nested.no_layer": ErrorMessage(
        en=Lines(
            "{argument} must be a layer.",
            "a layer, such as {example}",
            "{got}",
            "Make the layer and hand it over, with brackets: {example}.",
        ),
        ko=Lines(
            "{argument:은/는} 층이어야 해요.",
            "{example} 같은 층",
            "{got}",
            "층을 만들어 괄호와 함께 넘기세요: {example}.",
        ),
    ),
    "bidirectional.layer": ErrorMessage(
        en=Lines(
            "it reads a sequence in both directions with recurrent layers.",
            "a recurrent layer: LSTM, GRU, SimpleRNN or RNN",
            "{got}",
            "Write Bidirectional(LSTM(32)).",
        ),
        ko=Lines(
            "순환층으로 시퀀스를 양쪽으로 읽어요.",
            "순환층: LSTM, GRU, SimpleRNN 또는 RNN",
            "{got}",
            "Bidirectional(LSTM(32))처럼 쓰세요.",
        ),
    ),
    "bidirectional.directions": ErrorMessage(
        en=Lines(
            "both layers read in the same direction.",
            "one layer with go_backwards=True and one without",
            "go_backwards={got} in both",
            "Give backward_layer go_backwards=True, or leave backward_layer out.",
        ),
        ko=Lines(
            "두 층이 같은 방향으로 읽어요.",
            "go_backwards=True인 층 하나와 아닌 층 하나",
            "둘 다 go_backwards={got}",
            "backward_layer에 go_backwards=True를 주거나 backward_layer를 빼세요.",
        ),
    ),
    "bidirectional.differ": ErrorMessage(
        en=Lines(
            "both layers must agree on {argument}.",
            "{argument}={forward} in both",
            "{argument}={backward} in backward_layer",
            "Write backward_layer with {argument}={forward}.",
        ),
        ko=Lines(
            "두 층의 {argument:이/가} 같아야 해요.",
            "둘 다 {argument}={forward}",
            "backward_layer의 {argument}={backward}",
            "backward_layer에도 {argument}={forward} 인자를 쓰세요.",
        ),
    ),
    "bidirectional.units": ErrorMessage(
        en=Lines(
            "merge_mode='{mode}' joins outputs number by number, and the two directions have different sizes.",
            "{forward} units in both directions",
            "{backward} units in backward_layer",
            "Use merge_mode='concat', or the same number of units.",
        ),
        ko=Lines(
            "merge_mode='{mode}' 방식은 출력을 수마다 합치는데, 두 방향의 크기가 달라요.",
            "두 방향 모두 유닛 {forward}개",
            "backward_layer의 유닛 {backward}개",
            "merge_mode='concat'을 쓰거나 유닛 수를 같게 하세요.",
        ),
    ),
    "bidirectional.initial_state": ErrorMessage(
        en=Lines(
            "half of the initial states are for each direction, and these cannot be halved.",
            "an even number of states",
            "{got} states",
            "Give the states of the forward layer, then those of the backward layer.",
        ),
        ko=Lines(
            "초기 상태는 방향마다 절반씩인데, 나눌 수 없는 개수예요.",
            "짝수 개의 상태",
            "상태 {got}개",
            "앞 방향 층의 상태를 주고 이어서 뒤 방향 층의 상태를 주세요.",
        ),
    ),
    "time_distributed.rank": ErrorMessage(
        en=Lines(
            "there is no axis of time to apply the layer along.",
            "(N, T, ...) with at least three axes",
            "{got}",
            "Use {layer} without TimeDistributed, or feed sequences.",
        ),
        ko=Lines(
            "층을 적용해 나갈 시간 축이 없어요.",
            "축이 셋 이상인 (N, T, ...)",
            "{got}",
            "TimeDistributed 없이 {layer:을/를} 쓰거나 시퀀스를 넣으세요.",
        ),
    ),
    "time_distributed.one_input": ErrorMessage(
        en=Lines(
            "the layer inside must take one input and give one output.",
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
            "a stateful layer cannot be repeated along time: each repetition would need a state of its own.",
            "a layer without stateful=True",
            "{got}",
            "Leave stateful=True out of the layer inside.",
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
            "{layer} looks at all samples of a step together, so the number of steps must be known.",
            "(N, T, ...) with a known T",
            "{got}",
            "Give the number of steps in Input, or use {layer} without TimeDistributed: it then looks at all steps together.",
        ),
        ko=Lines(
            "{layer:은/는} 한 시점의 모든 샘플을 함께 보므로 시점의 수를 알아야 해요.",
            "T를 아는 (N, T, ...)",
            "{got}",
            "Input에 시점의 수를 쓰거나, TimeDistributed 없이 {layer:을/를} 쓰세요. 그러면 모든 시점을 함께 봐요.",
        ),
    ),
}
