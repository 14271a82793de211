import pytest

from unmasked.tokenizers.byte_pair import pieces as module
from unmasked.tokenizers.byte_pair.pieces import Pieces

MERGES = {(104, 105): 256}


def test_a_piece_is_merged_once_and_remembered():
    pieces = Pieces(MERGES, range(256))
    assert pieces["hi"] == [256]
    assert pieces["hi"] is pieces["hi"]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "MOST", 10)
    pieces = Pieces(MERGES, range(256))
    for number in range(1000):
        assert pieces[str(number)] == list(str(number).encode())
        assert len(pieces) <= 10


def test_half_a_character_is_refused():
    with pytest.raises(ValueError, match="holds half a character"):
        Pieces(MERGES, range(256))["\ud800"]
