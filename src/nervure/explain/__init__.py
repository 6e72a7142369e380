"""Derivations: how each number of a step is computed, as expressions that can be read and evaluated again.

A step is recorded (:mod:`nervure.explain.recording`); rules, one file per family next to its op, give the derivation of
one number (:mod:`nervure.explain.rules`); :class:`nervure.explain.explanation.Explanation` answers questions.
"""

from __future__ import annotations
