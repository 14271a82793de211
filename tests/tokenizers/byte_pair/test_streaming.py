import random
import subprocess
import sys
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tokenizers.mixed_text import mixed_text
from unmasked.data import moby_dick
from unmasked.tokenizers.byte_pair import (
    BytePair,
    encode_file,
    read_text,
    save,
    train,
)
from unmasked.tokenizers.patterns import CL100K, GPT2, O200K, Splitter

TOKENIZER = train(
    moby_dick()[:30_000],
    vocab_size=500,
    special_tokens=["<|end|>", "< end >", "<en>"],
)
SIGNS = st.text(
    st.sampled_from("aB1é鯨 \n\r\t.'s/🐳。\u3000\u0301"), max_size=60
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("streaming") / "text"


@pytest.mark.parametrize(
    "pattern", [GPT2, CL100K, O200K], ids=["gpt2", "cl100k", "o200k"]
)
@given(SIGNS, st.integers(1, 30))
@settings(deadline=None, max_examples=200)
def test_parts_give_the_pieces_of_the_whole(path, pattern, text, chunk_bytes):
    path.write_bytes(text.encode())
    split = Splitter(pattern)
    parts = list(read_text(path, pattern=pattern, chunk_bytes=chunk_bytes))
    assert "".join(parts) == text
    assert [piece for part in parts for piece in split(part)] == split(text)


@given(st.binary(max_size=60), st.integers(1, 30))
@settings(deadline=None, max_examples=200)
def test_broken_bytes_are_encoded_as_in_one_go(path, data, chunk_bytes):
    path.write_bytes(data)
    parts = encode_file(TOKENIZER, path, chunk_bytes=chunk_bytes)
    assert list(chain(*parts)) == TOKENIZER.encode(data)


@pytest.mark.against(rule="the whole file encoded in one go", exactly=True)
@pytest.mark.parametrize("chunk_bytes", [500, 33_333])
def test_a_mixed_file_is_encoded_as_in_one_go(path, chunk_bytes):
    text = "<|end|>".join(mixed_text()[i::3] for i in range(3))
    path.write_bytes(text.encode())
    parts = encode_file(
        TOKENIZER, path, allowed_special=["<|end|>"], chunk_bytes=chunk_bytes
    )
    ids = [token for part in parts for token in part]
    assert ids == TOKENIZER.encode(text, allowed_special=["<|end|>"])


def test_an_empty_file_has_no_parts(path):
    path.write_bytes(b"")
    assert list(read_text(path)) == []


SPECIAL = st.lists(
    st.sampled_from(
        ["<|end|>", "< end >", "<en>", "<|end", "a", " ", ".", "\n", "鯨"]
    ),
    max_size=20,
).map("".join)


@given(SPECIAL, st.integers(1, 12))
@settings(deadline=None, max_examples=300)
def test_no_special_token_is_cut(path, text, chunk_bytes):
    path.write_bytes(text.encode())
    parts = encode_file(
        TOKENIZER, path, allowed_special="all", chunk_bytes=chunk_bytes
    )
    assert list(chain(*parts)) == TOKENIZER.encode(text, allowed_special="all")


@pytest.mark.parametrize("text", ["我是鯨。你呢？", "12,34,"])
def test_a_text_without_white_space_is_cut_at_its_signs(path, text):
    path.write_bytes(text.encode() * 100)
    assert max(map(len, read_text(path, chunk_bytes=60))) <= 70


def test_a_pattern_that_leaves_no_place_to_cut_is_refused(path):
    path.write_bytes(b"one two three")
    with pytest.raises(ValueError, match="joins 'one' to ' two', so a file"):
        list(read_text(path, pattern=r"\S+\s*|\s+", chunk_bytes=7))
    joining = BytePair({}, pattern=r"\S+\s*|\s+")
    with pytest.raises(ValueError, match="joins 'one' to ' two', so a file"):
        list(encode_file(joining, path, chunk_bytes=7))


def test_parts_have_at_least_one_byte(path):
    with pytest.raises(ValueError, match="chunk_bytes=0 must be at least 1"):
        list(read_text(path, chunk_bytes=0))


MEASURE = r"""
import re, sys
from pathlib import Path
from unmasked.tokenizers.byte_pair import encode_file, load, read_text, train

path, tokenizer = Path(sys.argv[1]), load(sys.argv[2])
if sys.argv[3] == "train":
    train(read_text(path), vocab_size=300)
else:
    assert sum(map(len, encode_file(tokenizer, path))) > 1_000_000
# Not ru_maxrss: that also counts the parent at the moment of the fork.
print(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/status")
@pytest.mark.parametrize("work", ["train", "encode"])
def test_memory_does_not_grow_with_the_file(tmp_path, work):
    draw = random.Random(0)
    words = [f"{draw.randrange(10**9):x}" for _ in range(20_000)]
    line = " ".join(draw.choices(words, k=100_000)) + "\n"
    path, tokenizer = tmp_path / "text", tmp_path / "tokenizer.json"
    save(TOKENIZER, tokenizer)
    peaks = []
    for lines in (5, 25):  # 4 and 21 MB
        path.write_text(line * lines, "utf-8")
        command = [sys.executable, "-c", MEASURE, path, tokenizer, work]
        done = subprocess.run(command, check=True, capture_output=True)
        peaks.append(int(done.stdout) * 1024)
    assert peaks[1] < peaks[0] * 1.05
    assert peaks[1] < 500e6
