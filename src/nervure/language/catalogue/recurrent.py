"""What can go wrong with recurrent layers and their cells."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "recurrent.fix_vectors": Message(
        en="Give each step its features: x[..., None] for one number per step, or Embedding before this layer for word indices.",
        ko="시점마다 특성을 주세요. 시점마다 숫자 하나라면 x[..., None], 단어 번호라면 먼저 Embedding을 거치게 하세요.",
    ),
    "recurrent.fix_pictures": Message(
        en="Turn each step into one vector first: put TimeDistributed(Flatten()) before this layer.",
        ko="먼저 시점마다 벡터 하나로 바꾸세요: 이 층 앞에 TimeDistributed(Flatten())을 넣으세요.",
    ),
    "recurrent.fix_features": Message(
        en="Give the number of features per step: Input((None, 8)) for 8 features.",
        ko="시점마다 특성이 몇 개인지 쓰세요. 8개라면 Input((None, 8)).",
    ),
}

ERRORS: dict[str, ErrorMessage] = {
    "recurrent.rank": ErrorMessage(
        en=Lines(
            "a recurrent layer expects sequences.",
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
            "the initial states do not fit the layer.",
            "{expected}",
            "{got}",
            "Pass one tensor per state, in the order of return_state: initial_state=[h, c] for LSTM.",
        ),
        ko=Lines(
            "초기 상태가 맞지 않아요.",
            "{expected}",
            "{got}",
            "상태마다 텐서를 하나씩, return_state의 순서대로 주세요. LSTM이라면 initial_state=[h, c]예요.",
        ),
    ),
    "recurrent.mixed_states": ErrorMessage(
        en=Lines(
            "the sequence is part of a graph but the initial states are not, or vice versa.",
            "all of them symbolic, or all of them data",
            "{got}",
            "In a graph, make the states inputs too: Input((32,)) for 32 units.",
        ),
        ko=Lines(
            "시퀀스와 초기 상태 가운데 하나만 그래프의 일부예요.",
            "모두 기호 텐서이거나 모두 데이터",
            "{got}",
            "그래프에서는 상태도 입력으로 만드세요. 유닛이 32개라면 Input((32,)).",
        ),
    ),
    "recurrent.no_batch_size": ErrorMessage(
        en=Lines(
            "a stateful layer keeps one state per sample, so the number of samples must be fixed.",
            "(samples, T, features) with a known number of samples",
            "{got}",
            "Fix it at the input, Input(batch_shape=(32, 10, 8)) for example, and use the same batch_size in fit and predict.",
        ),
        ko=Lines(
            "stateful 층은 샘플마다 상태를 하나씩 두므로 샘플 수가 정해져 있어야 해요.",
            "샘플 수를 아는 (샘플, T, 특성)",
            "{got}",
            "데이터가 들어오는 곳에 Input(batch_shape=(32, 10, 8))처럼 쓰세요. fit과 predict에도 같은 batch_size를 쓰세요.",
        ),
    ),
    "recurrent.batch_size": ErrorMessage(
        en=Lines(
            "the states belong to a batch of another size.",
            "a batch of {expected}",
            "a batch of {got}",
            "Use the same batch_size everywhere, and drop the samples that do not fill the last batch: x[:len(x) // {expected} * {expected}].",
        ),
        ko=Lines(
            "상태의 샘플 수가 달라요.",
            "샘플 {expected}개",
            "샘플 {got}개",
            "어디서나 같은 batch_size를 쓰고, 마지막 배치를 채우지 못하는 샘플은 빼세요: x[:len(x) // {expected} * {expected}].",
        ),
    ),
    "recurrent.not_stateful": ErrorMessage(
        en=Lines(
            "there is no state to reset.",
            "a layer with stateful=True",
            "stateful=False",
            "Create the layer with stateful=True, or remove the call: each batch starts from 0 anyway.",
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
            "this is not a recurrent cell.",
            "a layer with state_size, forward(x, states, context) and backward(dy, dstates, cache)",
            "{got}",
            "Pass an object such as LSTMCell(32), or a custom layer that has these three.",
        ),
        ko=Lines(
            "순환 셀이 아니에요.",
            "state_size, forward(x, states, context), backward(dy, dstates, cache)를 가진 층",
            "{got}",
            "LSTMCell(32) 같은 객체나, 이 셋을 가진 직접 만든 층을 주세요.",
        ),
    ),
    "recurrent.cell_rank": ErrorMessage(
        en=Lines(
            "a cell computes one step of a sequence.",
            "(N, features)",
            "{got}",
            "For whole sequences, use the layer or RNN(cell).",
        ),
        ko=Lines(
            "셀은 시퀀스의 한 시점을 계산해요.",
            "(N, 특성)",
            "{got}",
            "시퀀스 전체라면 층이나 RNN(cell)을 쓰세요.",
        ),
    ),
    "recurrent.cell_in_graph": ErrorMessage(
        en=Lines(
            "a cell computes one step of data and cannot be a layer of a graph.",
            "arrays",
            "a symbolic input",
            "To use it in a model, wrap it: RNN({kind}(...)).",
        ),
        ko=Lines(
            "셀은 데이터의 한 시점을 계산하고, 그래프의 층이 되지는 않아요.",
            "배열",
            "기호 입력",
            "모델에서 쓰려면 RNN({kind}(...))으로 쓰세요.",
        ),
    ),
    "recurrent.use_cudnn": ErrorMessage(
        en=Lines(
            "use_cudnn must be 'auto', True or False; it has no effect here.",
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
    "bidirectional.layer": ErrorMessage(
        en=Lines(
            "it needs a recurrent layer to read a sequence in both directions.",
            "a recurrent layer: LSTM, GRU, SimpleRNN or RNN",
            "{got}",
            "Write Bidirectional(LSTM(32)), for example.",
        ),
        ko=Lines(
            "시퀀스를 양쪽으로 읽을 순환층이 필요해요.",
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
            "Set go_backwards=True in exactly one of them, or leave backward_layer out.",
        ),
        ko=Lines(
            "두 층이 같은 방향으로 읽어요.",
            "go_backwards=True인 층 하나와 아닌 층 하나",
            "둘 다 go_backwards={got}",
            "한쪽에만 go_backwards=True를 주거나 backward_layer를 빼세요.",
        ),
    ),
    "bidirectional.differ": ErrorMessage(
        en=Lines(
            "{argument} must be the same in both layers.",
            "{argument}={forward} in both",
            "{argument}={backward} in backward_layer",
            "Write {argument}={forward} in backward_layer too.",
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
            "merge_mode='{mode}' combines the outputs element by element, but the two directions have different sizes.",
            "units={forward} in both directions",
            "units={backward} in backward_layer",
            "Write merge_mode='concat', or units={forward} in backward_layer.",
        ),
        ko=Lines(
            "merge_mode='{mode}' 방식은 출력을 수마다 합치는데, 두 방향의 크기가 달라요.",
            "두 방향 모두 유닛 {forward}개",
            "backward_layer의 유닛 {backward}개",
            "merge_mode='concat'을 쓰거나 backward_layer에도 units={forward} 인자를 쓰세요.",
        ),
    ),
    "bidirectional.initial_state": ErrorMessage(
        en=Lines(
            "each direction takes half of the initial states, but the number of states is odd.",
            "an even number of states",
            "states: {got}",
            "Pass the states of the forward layer, then those of the backward layer.",
        ),
        ko=Lines(
            "초기 상태는 방향마다 절반씩인데, 나눌 수 없는 개수예요.",
            "짝수 개의 상태",
            "상태 {got}개",
            "앞 방향 층의 상태를 주고 이어서 뒤 방향 층의 상태를 주세요.",
        ),
    ),
}
