from __future__ import annotations

import pytest
import torch

from nervure.layers import program_values as places


def test_places_exist_before_they_are_read() -> None:
    table = torch.zeros(4, 2)
    places.rows_exist({"indices": torch.tensor([0, 3]), "weight": table})
    for wrong in (-1, 4, 2**40):
        with pytest.raises(ValueError, match=str(wrong)):
            places.rows_exist({"indices": torch.tensor([0, wrong]), "weight": table})
        with pytest.raises(ValueError, match=str(wrong)):
            places.places_exist({"self": table, "dim": 0, "index": torch.tensor([wrong])})
    places.indices_exist({"self": table, "indices": [torch.tensor([-4])]})
    with pytest.raises(ValueError, match="-5"):
        places.indices_exist({"self": table, "indices": [torch.tensor([-5])]})
