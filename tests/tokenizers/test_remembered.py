from unmasked.tokenizers import remembered
from unmasked.tokenizers.remembered import Remembered


def test_a_piece_is_encoded_once():
    asked = []

    def find(piece: str) -> list[int]:
        asked.append(piece)
        return [len(piece)]

    ids = Remembered(find)
    assert [ids[piece] for piece in ("one", "three", "one")] == [[3], [5], [3]]
    assert asked == ["one", "three"]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 10)
    ids = Remembered(lambda piece: [int(piece)])
    for number in range(1000):
        assert ids[str(number)] == [number]
        assert len(ids) <= 10


def test_a_long_piece_is_encoded_and_not_remembered():
    ids = Remembered(lambda piece: [len(piece)])
    assert (ids["x" * 64], ids["x" * 65]) == ([64], [65])
    assert list(ids) == ["x" * 64]
