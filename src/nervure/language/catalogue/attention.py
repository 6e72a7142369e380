"""What can be wrong with attention."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "attention.score_mode": ErrorMessage(
        en=Lines(
            "unknown score_mode.",
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
            "the layer was called differently before.",
            "{expected}",
            "{got}",
            "Pass the same arguments in every call, or create a second layer.",
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
            "[query (N, Tq, D), value (N, Tv, C)], optionally key (N, Tv, D)",
            "{got}",
            "Call it with a list: Attention()([query, value]), or [x, x] for self-attention.",
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
            "queries and keys must have the same known number of features, and keys and values the same number of steps.",
            "query (N, Tq, D), value (N, Tv, C), key (N, Tv, D)",
            "{got}",
            "Bring queries and keys to the same size with a Dense layer first.",
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
            "attention axes lie between the batch axis and the feature axis, each named once.",
            "attention_axes=2, attention_axes=(1, 2), or None for all of them",
            "attention_axes={got}",
            "Choose axes after the batch axis (0) and before the feature axis (the last), or leave attention_axes out.",
        ),
        ko=Lines(
            "어텐션은 샘플 축과 특성 축 사이의 축을 따라 계산하고, 축마다 한 번씩만 적어요.",
            "attention_axes=2, attention_axes=(1, 2), 전부라면 None",
            "attention_axes={got}",
            "샘플 축(0)보다 뒤이고 특성 축(마지막)보다 앞인 축을 적거나, attention_axes를 빼세요.",
        ),
    ),
    "multi_head_attention.inputs": ErrorMessage(
        en=Lines(
            "multi-head attention takes queries, values and optionally keys, all with steps and the same number of axes.",
            "query (N, T, D), value (N, S, C)",
            "{got}",
            "Call it as layer(query, value), or layer(x, x) for self-attention.",
        ),
        ko=Lines(
            "멀티 헤드 어텐션은 쿼리와 값, 필요하면 키를 받는데, 시점이 있고 축 수가 서로 같아야 해요.",
            "query (N, T, D), value (N, S, C)",
            "{got}",
            "layer(query, value)로 호출하세요. 셀프 어텐션이라면 layer(x, x)예요.",
        ),
    ),
    "multi_head_attention.sizes": ErrorMessage(
        en=Lines(
            "the numbers of features must be known and match those the layer was built for; keys and values need the same number of steps.",
            "query (N, T, D), value (N, S, C), key (N, S, E)",
            "{got}",
            "Pass inputs of the sizes it was built for, or create a new layer.",
        ),
        ko=Lines(
            "특성 수를 알 수 있고 층을 만들 때와 같아야 하며, 키와 값은 시점 수가 같아야 해요.",
            "query (N, T, D), value (N, S, C), key (N, S, E)",
            "{got}",
            "만들 때의 크기로 넣거나 층을 새로 만드세요.",
        ),
    ),
    "multi_head_attention.axes": ErrorMessage(
        en=Lines(
            "with several step axes, all sizes must be known, the same in every call, and equal on the axes without attention.",
            "query (N, A, T, D), value (N, A, S, C)",
            "{got}",
            "Give every Input all its sizes, and list the axes that differ in attention_axes.",
        ),
        ko=Lines(
            "시점 축이 여럿이면 크기를 모두 알 수 있고 호출마다 같아야 하며, 어텐션이 지나지 않는 축은 크기가 서로 같아야 해요.",
            "query (N, A, T, D), value (N, A, S, C)",
            "{got}",
            "Input마다 크기를 모두 적고, 크기가 다른 축은 attention_axes에 적으세요.",
        ),
    ),
    "multi_head_attention.mask": ErrorMessage(
        en=Lines(
            "the attention mask must say which value steps each query step may attend to.",
            "one of {expected}",
            "{got}",
            "Give the mask one of these shapes.",
        ),
        ko=Lines(
            "어텐션 마스크는 쿼리의 시점마다 값의 어느 시점을 보는지 알려 줘야 해요.",
            "{expected} 중 하나",
            "{got}",
            "마스크를 이 모양 가운데 하나로 맞추세요.",
        ),
    ),
}
