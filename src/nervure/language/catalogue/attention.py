"""What can be wrong with attention."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "attention.score_mode": ErrorMessage(
        en=Lines(
            "this way to compute scores is unknown.",
            "'dot' or 'concat'",
            "score_mode={got}",
            "Write score_mode='dot', or leave it out.",
        ),
        ko=Lines(
            "점수를 계산하는 방법을 알 수 없어요.",
            "'dot' 또는 'concat'",
            "score_mode={got}",
            "score_mode='dot'으로 쓰거나 빼세요.",
        ),
    ),
    "attention.called_before": ErrorMessage(
        en=Lines(
            "the layer was called in another way before.",
            "{expected}",
            "{got}",
            "Give the same arguments at every call, or make a second layer.",
        ),
        ko=Lines(
            "이 층은 전에 다른 방식으로 호출됐어요.",
            "{expected}",
            "{got}",
            "호출할 때마다 같은 인자를 쓰거나 층을 하나 더 만드세요.",
        ),
    ),
    "attention.inputs": ErrorMessage(
        en=Lines(
            "attention takes a list of two or three sequences.",
            "[query (N, Tq, D), value (N, Tv, C)], and perhaps key (N, Tv, D)",
            "{got}",
            "Call it with a list: Attention()([query, value]); for self-attention [x, x].",
        ),
        ko=Lines(
            "어텐션은 시퀀스 두 개나 세 개의 목록을 받아요.",
            "[query (N, Tq, D), value (N, Tv, C)], 필요하면 key (N, Tv, D)",
            "{got}",
            "Attention()([query, value])처럼 목록을 넣으세요. 셀프 어텐션이라면 [x, x]예요.",
        ),
    ),
    "attention.sizes": ErrorMessage(
        en=Lines(
            "queries and keys must have equal known numbers of features, keys and values equal numbers of steps.",
            "query (N, Tq, D), value (N, Tv, C), key (N, Tv, D)",
            "{got}",
            "Bring queries and keys to one size with a Dense layer first.",
        ),
        ko=Lines(
            "쿼리와 키는 특성 수를 알 수 있고 서로 같아야 하며, 키와 값은 시점 수가 같아야 해요.",
            "query (N, Tq, D), value (N, Tv, C), key (N, Tv, D)",
            "{got}",
            "먼저 Dense로 쿼리와 키의 크기를 맞추세요.",
        ),
    ),
    "attention.axes": ErrorMessage(
        en=Lines(
            "attention runs along the axis of the steps only.",
            "attention_axes=None",
            "attention_axes={got}",
            "Leave attention_axes out, and bring the other axes together with Reshape first.",
        ),
        ko=Lines(
            "어텐션은 시점 축을 따라서만 계산해요.",
            "attention_axes=None",
            "attention_axes={got}",
            "attention_axes를 빼고, 다른 축은 먼저 Reshape로 합치세요.",
        ),
    ),
    "multi_head_attention.inputs": ErrorMessage(
        en=Lines(
            "multi-head attention takes queries and values, and perhaps keys, each a sequence.",
            "query (N, T, D), value (N, S, C)",
            "{got}",
            "Call it as layer(query, value); for self-attention layer(x, x).",
        ),
        ko=Lines(
            "멀티 헤드 어텐션은 쿼리와 값, 필요하면 키를 시퀀스로 받아요.",
            "query (N, T, D), value (N, S, C)",
            "{got}",
            "layer(query, value)로 호출하세요. 셀프 어텐션이라면 layer(x, x)예요.",
        ),
    ),
    "multi_head_attention.sizes": ErrorMessage(
        en=Lines(
            "the numbers of features must be known and those it was built for; keys and values have equal steps.",
            "query (N, T, D), value (N, S, C), key (N, S, E)",
            "{got}",
            "Feed the sizes it was built for, or make a new layer.",
        ),
        ko=Lines(
            "특성 수를 알 수 있고 층을 만들 때와 같아야 하며, 키와 값은 시점 수가 같아야 해요.",
            "query (N, T, D), value (N, S, C), key (N, S, E)",
            "{got}",
            "만들 때의 크기로 넣거나 층을 새로 만드세요.",
        ),
    ),
}
