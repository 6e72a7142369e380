from __future__ import annotations

import re
from xml.etree import ElementTree

from nervure.render.lecture_page import lecture_page
from nervure.tasks.lecture import worked_example


def test_every_formula_of_the_page_is_well_formed() -> None:
    html = lecture_page(worked_example())
    formulas = re.findall(r"<math.*?</math>", html, re.DOTALL)
    assert len(formulas) > 40
    for formula in formulas:
        ElementTree.fromstring(formula)
    assert html.count("correctly rounded") == 6
