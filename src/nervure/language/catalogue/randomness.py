"""What can go wrong with a seed."""

from __future__ import annotations

from nervure.language.message import ErrorMessage, Lines, Message

MESSAGES: dict[str, Message] = {}

ERRORS: dict[str, ErrorMessage] = {
    "randomness.seed": ErrorMessage(
        en=Lines("a seed must be an integer.", "an integer, such as 42", "{got}", "Call set_seed(42)."),
        ko=Lines("시드는 정수여야 해요.", "정수 (예: 42)", "{got}", "set_seed(42)처럼 정수를 넘기세요."),
    ),
}
