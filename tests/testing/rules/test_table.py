from __future__ import annotations

from nervure.language import set_language, text
from nervure.testing.rules.table import RULES


def test_rules_have_names_of_their_own_and_sentences_in_both_languages() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        english = text(rule.statement), text(rule.remedy)
        set_language("ko")
        assert english != (text(rule.statement), text(rule.remedy))
        set_language("en")
        assert all(sentence.endswith(".") for sentence in english)


def test_the_rules_that_all_others_rest_on_come_first() -> None:
    assert [rule.name for rule in RULES if rule.stops] == [rule.name for rule in RULES[:2]]
    assert [rule.name for rule in RULES if rule.is_advice] == ["wrong_input"]


def test_a_rule_is_called_like_its_function() -> None:
    assert [rule.name for rule in RULES] == [rule.examine.__name__ for rule in RULES]
