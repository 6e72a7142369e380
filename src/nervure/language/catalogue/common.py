"""Words that every room needs: the labels of an error, unknown names, wrong arguments."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "error.expected": Message(en="expected:", ko="기대:"),
    "error.got": Message(en="got:     ", ko="받음:"),
    "error.fix": Message(en="fix:     ", ko="해결:"),
    # Only where shapes do not fit: the layers up to the conflict.
    "error.layers": Message(en="layers:  ", ko="경로:"),
    "ledger.conflict": Message(en="does not fit", ko="맞지 않음"),
    "ledger.more": Message(en="... {count} more", ko="... {count}개 더"),
    # One change that ends a conflict of shapes. What stands in backquotes is code, the same in every language.
    "fix.insert": Message(en="Put `{code}` before `{place}`.", ko="`{place}` 앞에 `{code}` 층을 넣으세요."),
    "fix.argument": Message(en="Write `{code}` in `{place}`.", ko="`{place}`에 `{code}` 인자를 쓰세요."),
    "fix.remove": Message(en="Leave `{place}` out.", ko="`{place}` 층을 빼세요."),
    "fix.replace": Message(en="Write `{code}` instead of `{place}`.", ko="`{place}` 대신 `{code}` 층을 쓰세요."),
    "fix.statement": Message(
        en="Write `{code}` on the line before `{place}`.", ko="`{place}` 바로 앞줄에 `{code}`라고 쓰세요."
    ),
    # What is wrong with something that was read.
    "unfit.no_json": Message(
        en="not JSON from line {line}, column {column} on", ko="{line}번째 줄 {column}번째 글자부터 JSON이 아님"
    ),
    "unfit.no_text": Message(
        en="not text (UTF-8) from byte {place} on", ko="{place}번째 바이트부터 텍스트(UTF-8)가 아님"
    ),
    "unfit.missing": Message(en="'{name}' is missing or unknown", ko="'{name}' 항목이 없거나 알 수 없는 이름임"),
    "unfit.deep": Message(en="nested too deeply", ko="너무 깊은 중첩"),
    "unfit.large": Message(en="a number that is too large", ko="너무 큰 수"),
    "unfit.kind": Message(en="a value of the wrong kind", ko="그 자리에 맞지 않는 종류의 값"),
    "registry.did_you_mean": Message(
        en="Did you mean '{suggestion}'? Write it so.", ko="혹시 '{suggestion}'인가요? 그렇게 고쳐 쓰세요."
    ),
    "registry.choose_one": Message(en="Use one of the expected names.", ko="기대하는 이름 가운데 하나를 쓰세요."),
}

ERRORS: dict[str, ErrorMessage] = {
    "language.unknown": ErrorMessage(
        en=Lines(
            "nervure does not support the language '{code}'.",
            "'en' or 'ko'",
            "'{code}'",
            "Call set_language('en') or set_language('ko').",
        ),
        ko=Lines(
            "'{code}' 언어는 없어요.",
            "'en' 또는 'ko'",
            "'{code}'",
            "set_language('en')이나 set_language('ko')를 호출하세요.",
        ),
    ),
    "registry.unknown": ErrorMessage(
        en=Lines("unknown name '{name}'.", "one of {known}", "'{name}'", "{fix}"),
        ko=Lines("{name!r:은/는} 없는 이름이에요.", "{known} 중 하나", "'{name}'", "{fix}"),
    ),
    "registry.config": ErrorMessage(
        en=Lines(
            "this does not describe an object.",
            'a name, or {{"class_name": ..., "config": {{...}}}}',
            "{got}",
            "Pass a name, or the result of serialize(...).",
        ),
        ko=Lines(
            "객체를 나타내는 설정이 아니에요.",
            '이름 또는 {{"class_name": ..., "config": {{...}}}}',
            "{got}",
            "이름이나 serialize(...)가 돌려준 값을 넘기세요.",
        ),
    ),
    "registry.unknown_argument": ErrorMessage(
        en=Lines("there is no argument '{name}'.", "one of: {known}", "{name}=...", "{fix}"),
        ko=Lines("'{name}' 인자는 없어요.", "{known} 중 하나", "{name}=...", "{fix}"),
    ),
    "registry.missing_argument": ErrorMessage(
        en=Lines(
            "the argument '{name}' is missing.",
            "a value for '{name}' (all arguments: {known})",
            "no '{name}'",
            "Add {name}=... to the call.",
        ),
        ko=Lines(
            "'{name}' 인자가 빠졌어요.",
            "'{name}' 값 (전체 인자: {known})",
            "'{name}' 없음",
            "호출에 {name}=...을 더하세요.",
        ),
    ),
    "registry.too_many_arguments": ErrorMessage(
        en=Lines(
            "too many positional arguments.",
            "at most {limit}: {known}",
            "{count}",
            "Pass each argument by its name, name=value, and leave out the extra ones.",
        ),
        ko=Lines(
            "이름 없이 넘긴 인자가 너무 많아요.",
            "최대 {limit}개: {known}",
            "{count}개",
            "인자를 이름=값으로 넘기고, 남는 인자는 빼세요.",
        ),
    ),
}
