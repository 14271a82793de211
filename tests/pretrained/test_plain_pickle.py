"""A pickle is read as data, and nothing in it is ever called."""

import pickle

import pytest

from unmasked.pretrained.plain_pickle import read_plain_pickle

PLAIN = {"itos": ["<unk>", "c", "é"], "stoi": {"c": 1}, "n": (1.5, None, 2**70)}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_data_comes_back(protocol, tmp_path):
    path = tmp_path / "data.pkl"
    path.write_bytes(pickle.dumps(PLAIN, protocol))
    assert read_plain_pickle(path) == PLAIN


class Trap:
    """Makes a folder where it is unpickled."""

    def __init__(self, folder) -> None:
        self.folder = folder

    def __reduce__(self):
        return type(self.folder).mkdir, (self.folder,)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_that_calls_something_is_refused(protocol, tmp_path):
    path = tmp_path / "trap.pkl"
    path.write_bytes(pickle.dumps([Trap(tmp_path / "trapped")], protocol))
    with pytest.raises(ValueError, match=r"not read: .*it wants to use"):
        read_plain_pickle(path)
    assert not (tmp_path / "trapped").exists()
    pickle.loads(path.read_bytes())  # The trap itself works.
    assert (tmp_path / "trapped").exists()


def test_a_file_cut_anywhere_is_refused(tmp_path):
    path = tmp_path / "data.pkl"
    whole = pickle.dumps(PLAIN)
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="truncated, or more than plain"):
            read_plain_pickle(path)


def test_a_length_that_nothing_has_is_refused(tmp_path):
    path = tmp_path / "data.pkl"
    path.write_bytes(b"\x80\x05\x96" + (2**62).to_bytes(8, "little"))
    with pytest.raises(ValueError, match="truncated, or more than plain"):
        read_plain_pickle(path)


def test_a_foreign_file_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a pickle at all")
    with pytest.raises(ValueError, match="truncated, or more than plain"):
        read_plain_pickle(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file .*nothing"):
        read_plain_pickle(tmp_path / "nothing")
