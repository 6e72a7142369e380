from __future__ import annotations

from nervure.explain.reading.tree import Added, Literal, Negated, Operand


def test_trees_are_equal_where_texts_say_the_same() -> None:
    one = Added((Operand("w", (0,)), Negated(Literal("2"))))
    assert one == Added((Operand("w", (0,)), Negated(Literal("2"))))
    assert one != Added((Operand("w", (1,)), Negated(Literal("2"))))
    assert Operand("w", is_new=True) != Operand("w", is_gradient=True)
