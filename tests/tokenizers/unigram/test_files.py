import json

import pytest

from unmasked.tokenizers.unigram import Unigram, load, save

TOKENIZER = Unigram(
    {" mask": -1.0, "é": -2.0, "\udcff": -3.0}, special_tokens=["<|end|>"]
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tokenizer.json"


@pytest.mark.against(rule="what was saved", exactly=True)
def test_what_was_saved_is_loaded(path):
    save(TOKENIZER, path)
    loaded = load(path)
    assert list(loaded.scores.items()) == list(TOKENIZER.scores.items())
    assert loaded.split.pattern == TOKENIZER.split.pattern
    assert loaded.special.ids == TOKENIZER.special.ids
    assert loaded.encode(b" mask\xff") == [256, 258]


def test_a_truncated_file_is_refused(path):
    save(TOKENIZER, path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(ValueError, match=r"tokenizer\.json is truncated or no"):
        load(path)


@pytest.mark.parametrize("foreign", [{"model": {"type": "Unigram"}}, []])
def test_a_file_of_another_program_is_refused(path, foreign):
    path.write_text(json.dumps(foreign))
    with pytest.raises(ValueError, match="is no file of format 'unmasked uni"):
        load(path)


@pytest.mark.parametrize(
    "damage", [{"scores": None}, {"scores": {"a": 1}}, {"pattern": "("}]
)
def test_a_damaged_file_is_refused(path, damage):
    save(TOKENIZER, path)
    content = json.loads(path.read_text()) | damage
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=r"tokenizer\.json is damaged"):
        load(path)
