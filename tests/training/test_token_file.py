"""Tokens go to disk and come back; damaged files are refused."""

import numpy as np
import pytest

from unmasked.training.token_file import read_tokens, write_tokens


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tokens.npy"


@pytest.mark.parametrize(
    ("vocab_size", "dtype"), [(2**16, np.uint16), (2**16 + 1, np.uint32)]
)
def test_tokens_come_back_in_the_smallest_type(path, vocab_size, dtype):
    ids = [0, 5, vocab_size - 1]
    assert write_tokens(path, [ids[:1], ids[1:]], vocab_size=vocab_size) == 3
    tokens = read_tokens(path)
    assert tokens.tolist() == ids
    assert tokens.dtype == dtype


@pytest.mark.against("np.load", exactly=True)
def test_the_file_is_one_that_numpy_reads(path):
    pieces = [range(100), range(50)]
    write_tokens(path, pieces, vocab_size=100)
    assert np.load(path).tolist() == [*range(100), *range(50)]


def test_reading_maps_the_file_and_copies_nothing(path):
    write_tokens(path, [range(9)], vocab_size=9)
    tokens = read_tokens(path)
    assert isinstance(tokens.base, np.memmap)
    assert not tokens.flags.writeable


def test_pieces_are_written_as_they_come(path):
    def pieces():
        for start in range(3):
            yield [start] * 1000
            sizes.append(unfinished.stat().st_size)

    sizes: list[int] = []
    unfinished = path.with_name("tokens.npy.unfinished")
    write_tokens(path, pieces(), vocab_size=3)
    assert sizes == sorted(sizes)
    assert not unfinished.exists()


@pytest.mark.parametrize("bad", [-1, 300])
def test_an_id_outside_the_vocabulary_leaves_no_file(path, bad):
    with pytest.raises(ValueError, match=rf"ids .*{bad}.* vocab_size=300"):
        write_tokens(path, [[1, bad]], vocab_size=300)
    assert list(path.parent.iterdir()) == []


def test_a_failed_rewrite_keeps_the_old_file(path):
    write_tokens(path, [[1, 2, 3]], vocab_size=300)
    with pytest.raises(ValueError, match="do not fit"):
        write_tokens(path, [[4], [999]], vocab_size=300)
    assert read_tokens(path).tolist() == [1, 2, 3]


def test_no_tokens_are_refused(path):
    with pytest.raises(ValueError, match=r"no tokens to write .*tokens\.npy"):
        write_tokens(path, [], vocab_size=300)


def test_a_missing_file_is_named(path):
    with pytest.raises(FileNotFoundError, match=r"tokens\.npy"):
        read_tokens(path)


@pytest.mark.parametrize("keep", [5, 100, -4], ids=["magic", "header", "data"])
def test_a_truncated_file_is_refused(path, keep):
    write_tokens(path, [range(100)], vocab_size=100)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match="truncated or no file of tokens"):
        read_tokens(path)


@pytest.mark.parametrize("content", [b"", b"Call me Ishmael. " * 20])
def test_a_foreign_file_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(ValueError, match="truncated or no file of tokens"):
        read_tokens(path)


@pytest.mark.parametrize(
    "array", [np.zeros(4), np.zeros((2, 2), np.uint16), np.zeros(4, np.int64)]
)
def test_an_array_of_something_else_is_refused(path, array):
    np.save(path, array)
    with pytest.raises(ValueError, match=f"holds {array.dtype} of shape"):
        read_tokens(path)


def test_a_pickle_is_not_opened(path):
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="truncated or no file of tokens"):
        read_tokens(path)
