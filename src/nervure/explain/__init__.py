"""Derivations: where each number of a step comes from, as expressions that can be read and computed again.

A step is recorded (:mod:`nervure.explain.recording`); rules, one file a family beside its op, say how one number of it
came about (:mod:`nervure.explain.rules`); :class:`nervure.explain.explanation.Explanation` answers questions.
"""

from __future__ import annotations
