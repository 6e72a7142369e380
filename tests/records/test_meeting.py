from __future__ import annotations

from nervure.records.meeting import Cells, Meeting
from tests.records.places import array


def test_places_are_written_with_the_letters_that_count() -> None:
    written, read = Cells("z", array("conv/z"), ("n", "i", "u")), Cells("x", array("input"), ("n", "2·i+a-1", "c"))
    assert (str(written), str(read)) == ("z[n,i,u]", "x[n,2·i+a-1,c]")
    meeting = Meeting("sum", written, (read,), (("a", 3), ("c", 2)), ("n", "i", "u", "a", "c"))
    assert meeting.arrays == (written, read)
