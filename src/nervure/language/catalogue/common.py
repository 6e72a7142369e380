"""Words that every room needs: the labels of an error, unknown names, wrong arguments."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {
    "error.expected": Message(en="expected:", ko="기대:"),
    "error.got": Message(en="got:     ", ko="받음:"),
    "error.fix": Message(en="fix:     ", ko="해결:"),
    "registry.did_you_mean": Message(en="Did you mean '{suggestion}'?", ko="혹시 '{suggestion}'?"),
}

ERRORS: dict[str, ErrorMessage] = {
    "language.unknown": ErrorMessage(
        en=Lines("nervure does not speak '{code}'.", "'en' or 'ko'", "'{code}'", "Call set_language('en') or set_language('ko')."),
        ko=Lines("'{code}' 언어는 없습니다.", "'en' 또는 'ko'", "'{code}'", "set_language('en') 또는 set_language('ko')를 호출하세요."),
    ),
}
