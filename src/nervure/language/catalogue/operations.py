"""The names of operations, as pages show them; those that are written alike in both languages are left out."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Message

MESSAGES: dict[str, Message] = {
    "operations.input": Message(en="input", ko="입력"),
    "operations.dense": Message(en="dense", ko="완전 연결"),
    "operations.convolution": Message(en="convolution", ko="합성곱"),
    "operations.depthwise_convolution": Message(en="depthwise convolution", ko="깊이별 합성곱"),
    "operations.transposed_convolution": Message(en="transposed convolution", ko="전치 합성곱"),
    "operations.max_pooling": Message(en="max pooling", ko="최대 풀링"),
    "operations.average_pooling": Message(en="average pooling", ko="평균 풀링"),
    "operations.global_average_pooling": Message(en="global average pooling", ko="전역 평균 풀링"),
    "operations.global_max_pooling": Message(en="global max pooling", ko="전역 최대 풀링"),
    "operations.masked_global_average_pooling": Message(
        en="masked global average pooling", ko="마스크를 쓴 전역 평균 풀링"
    ),
    "operations.batch_normalization": Message(en="batch normalization", ko="배치 정규화"),
    "operations.masked_batch_normalization": Message(en="masked batch normalization", ko="마스크를 쓴 배치 정규화"),
    "operations.layer_normalization": Message(en="layer normalization", ko="층 정규화"),
    "operations.group_normalization": Message(en="group normalization", ko="그룹 정규화"),
    "operations.rms_normalization": Message(en="RMS normalization", ko="RMS 정규화"),
    "operations.unit_normalization": Message(en="unit normalization", ko="단위 정규화"),
    "operations.dropout": Message(en="dropout", ko="드롭아웃"),
    "operations.alpha_dropout": Message(en="alpha dropout", ko="알파 드롭아웃"),
    "operations.gaussian_dropout": Message(en="Gaussian dropout", ko="가우스 드롭아웃"),
    "operations.gaussian_noise": Message(en="Gaussian noise", ko="가우스 잡음"),
    "operations.activity_penalty": Message(en="activity penalty", ko="활성화 벌점"),
    "operations.rescaling": Message(en="rescaling", ko="배율 조정"),
    "operations.reshape": Message(en="reshape", ko="모양 바꾸기"),
    "operations.permute": Message(en="permute", ko="축 바꾸기"),
    "operations.repeat_vector": Message(en="repeat vector", ko="벡터 반복"),
    "operations.zero_padding": Message(en="zero padding", ko="0으로 채우기"),
    "operations.cropping": Message(en="cropping", ko="잘라내기"),
    "operations.upsampling": Message(en="upsampling", ko="확대"),
    "operations.concatenate": Message(en="concatenate", ko="이어 붙이기"),
    "operations.add": Message(en="add", ko="더하기"),
    "operations.subtract": Message(en="subtract", ko="빼기"),
    "operations.multiply": Message(en="multiply", ko="곱하기"),
    "operations.average": Message(en="average", ko="평균"),
    "operations.maximum": Message(en="maximum", ko="최댓값"),
    "operations.minimum": Message(en="minimum", ko="최솟값"),
    "operations.batch_dot": Message(en="batch dot product", ko="내적"),
    "operations.masked": Message(en="masked", ko="마스크"),
    "operations.embedding": Message(en="embedding", ko="임베딩"),
    "operations.attention": Message(en="attention", ko="어텐션"),
    "operations.multi_head_attention": Message(en="multi-head attention", ko="멀티 헤드 어텐션"),
    "operations.simple_rnn": Message(en="simple RNN", ko="단순 순환"),
    "operations.lstm": Message(en="LSTM", ko="LSTM"),
    "operations.gru": Message(en="GRU", ko="GRU"),
    "operations.directions": Message(en="both directions", ko="양방향"),
    "operations.time_step": Message(en="time step", ko="시간 단계"),
    "operations.fold_time": Message(en="fold time", ko="시간 축 접기"),
    "operations.unfold_time": Message(en="unfold time", ko="시간 축 펴기"),
    "operations.stack_time": Message(en="stack time", ko="시간 축 쌓기"),
    "operations.maxout_product": Message(en="maxout product", ko="맥스아웃 곱"),
    "operations.maxout_winner": Message(en="maxout winner", ko="맥스아웃 승자"),
    "operations.linear": Message(en="linear", ko="선형"),
    "operations.softmax": Message(en="softmax", ko="소프트맥스"),
    "operations.log_softmax": Message(en="log softmax", ko="로그 소프트맥스"),
    "operations.sigmoid": Message(en="sigmoid", ko="시그모이드"),
    "operations.hard_sigmoid": Message(en="hard sigmoid", ko="하드 시그모이드"),
    "operations.log_sigmoid": Message(en="log sigmoid", ko="로그 시그모이드"),
    "operations.tanh": Message(en="tanh", ko="하이퍼볼릭 탄젠트"),
    "operations.exponential": Message(en="exponential", ko="지수 함수"),
    "operations.softplus": Message(en="softplus", ko="소프트플러스"),
    "operations.softsign": Message(en="softsign", ko="소프트사인"),
    "operations.threshold": Message(en="threshold", ko="문턱값"),
    "operations.binary_crossentropy": Message(en="binary cross-entropy", ko="이진 교차 엔트로피"),
    "operations.categorical_crossentropy": Message(en="categorical cross-entropy", ko="교차 엔트로피"),
    "operations.sparse_categorical_crossentropy": Message(en="sparse categorical cross-entropy", ko="교차 엔트로피"),
    "operations.sigmoid_binary_crossentropy": Message(
        en="sigmoid and binary cross-entropy", ko="시그모이드와 이진 교차 엔트로피"
    ),
    "operations.softmax_categorical_crossentropy": Message(
        en="softmax and categorical cross-entropy", ko="소프트맥스와 교차 엔트로피"
    ),
    "operations.softmax_sparse_categorical_crossentropy": Message(
        en="softmax and sparse categorical cross-entropy", ko="소프트맥스와 교차 엔트로피"
    ),
    "operations.mean_squared_error": Message(en="mean squared error", ko="평균 제곱 오차"),
    "operations.half_squared_error": Message(en="half squared error", ko="제곱 오차의 절반"),
    "operations.mean_absolute_error": Message(en="mean absolute error", ko="평균 절대 오차"),
    "operations.hinge": Message(en="hinge", ko="힌지"),
    "operations.huber": Message(en="Huber", ko="후버"),
    "operations.cosine_similarity": Message(en="cosine similarity", ko="코사인 유사도"),
    "operations.kl_divergence": Message(en="KL divergence", ko="KL 발산"),
    "operations.poisson": Message(en="Poisson", ko="푸아송"),
}

ERRORS: dict[str, ErrorMessage] = {}
