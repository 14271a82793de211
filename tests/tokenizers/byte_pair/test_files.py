import json
from pathlib import Path

import pytest

from unmasked.data import moby_dick
from unmasked.tokenizers.byte_pair import BytePair, load, save, train
from unmasked.tokenizers.patterns import CL100K

TOKENIZER = train(
    moby_dick()[:20_000],
    vocab_size=400,
    pattern=CL100K,
    special_tokens=["<|end|>", "<|“é”|>"],
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tokenizer.json"


def same(one: BytePair, other: BytePair) -> bool:
    return (
        list(one.merges.items()) == list(other.merges.items())
        and one.byte_ids == other.byte_ids
        and one.split.pattern == other.split.pattern
        and one.special.ids == other.special.ids
    )


@pytest.mark.against(rule="what was saved", exactly=True)
def test_what_was_saved_is_loaded(path):
    save(TOKENIZER, path)
    assert same(load(path), TOKENIZER)
    text = moby_dick()[20_000:21_000]
    assert load(path).encode(text) == TOKENIZER.encode(text)


def test_other_ids_for_the_bytes_are_kept(path):
    backwards = BytePair({(97, 97): 300}, byte_ids=range(255, -1, -1))
    save(backwards, path)
    assert same(load(path), backwards)


def test_a_full_disk_leaves_the_file_that_was_there(path, monkeypatch):
    save(TOKENIZER, path)
    before = path.read_bytes()

    def half(self: Path, text: str, *_: object, **__: object) -> None:
        self.write_bytes(text.encode()[: len(text) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="No space left"):
        save(BytePair({}), path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_truncated_file_is_refused(path):
    save(TOKENIZER, path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(ValueError, match=r"tokenizer\.json is truncated or no"):
        load(path)


def test_a_binary_file_is_refused(path):
    path.write_bytes(bytes(range(256)))
    with pytest.raises(ValueError, match=r"tokenizer\.json is truncated or no"):
        load(path)


@pytest.mark.parametrize("foreign", [{"version": "1.0", "model": {}}, [1, 2]])
def test_a_file_of_another_program_is_refused(path, foreign):
    path.write_text(json.dumps(foreign))
    with pytest.raises(ValueError, match="is no file of format 'unmasked byte"):
        load(path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("byte_ids", [0, 1], "got 2 tokens for 2 bytes"),
        ("merges", [[1, 2]], "not enough values to unpack"),
        ("merges", [[1, 999, 300]], "merge 0 joins tokens 1 and 999"),
        ("pattern", "(", "is malformed"),
        ("special_tokens", {"<|end|>": 65}, "has the token=65 of other bytes"),
        ("pattern", None, "KeyError"),
    ],
)
def test_a_damaged_file_is_refused(path, key, value, message):
    save(TOKENIZER, path)
    content = json.loads(path.read_text("utf-8"))
    if value is None:
        del content[key]
    else:
        content[key] = value
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=f"is damaged: .*{message}"):
        load(path)
