from base64 import b64encode

import pytest

from unmasked.tokenizers.byte_pair.tiktoken_files import load_tiktoken
from unmasked.tokenizers.patterns import GPT2

BYTES = [bytes([byte]) for byte in range(256)]


@pytest.fixture
def write(tmp_path):
    def write(tokens, cut=None):
        path = tmp_path / "small.tiktoken"
        lines = (b"%s %d\n" % (b64encode(t), i) for i, t in enumerate(tokens))
        path.write_bytes(b"".join(lines)[:cut])
        return path

    return write


@pytest.mark.against(rule="the merges that made the file", exactly=True)
def test_the_merges_are_found_again(write):
    tokens = [*BYTES, b"ab", b"bc", b"abc", b"bcbc"]
    tokenizer = load_tiktoken(write(tokens), pattern=GPT2)
    assert tokenizer.merges == {
        (97, 98): 256,
        (98, 99): 257,
        (256, 99): 258,  # "ab" was learned before "bc"
        (257, 257): 259,
    }


def test_special_tokens_are_added(write):
    tokenizer = load_tiktoken(
        write(BYTES), pattern=GPT2, special_tokens={"<|end|>": 300}
    )
    assert tokenizer.vocab_size == 301
    assert tokenizer.decode([104, 300]) == "h<|end|>"


def test_a_token_that_merging_cannot_make_is_named(write):
    with pytest.raises(ValueError, match="makes token 256, b'abc'"):
        load_tiktoken(write([*BYTES, b"abc"]), pattern=GPT2)


def test_a_file_that_lacks_bytes_is_refused(write):
    with pytest.raises(ValueError, match=r"byte b'\\xc8' is no token"):
        load_tiktoken(write(BYTES[:200]), pattern=GPT2)


def test_a_line_cut_in_two_is_named(write):
    path = write([*BYTES, b"ab"], cut=-5)
    with pytest.raises(ValueError, match="line 257: b'YWI=' is not a token"):
        load_tiktoken(path, pattern=GPT2)


def test_a_rank_cut_short_is_noticed(write):
    path = write([*BYTES, b"ab"], cut=-2)
    with pytest.raises(ValueError, match="rank 25 a second time"):
        load_tiktoken(path, pattern=GPT2)


@pytest.mark.parametrize(
    "line", [b"not base64! 3", b"{}", b"Y!Q== 3", b"YQ== three", b"YQ== -3"]
)
def test_a_foreign_file_is_refused(write, line):
    path = write([])
    path.write_bytes(line)
    with pytest.raises(
        ValueError, match=r"line 1: .* is not a token in base64"
    ):
        load_tiktoken(path, pattern=GPT2)


def test_a_token_that_comes_twice_is_refused(write):
    with pytest.raises(ValueError, match="line 258: has token b'ab' a second"):
        load_tiktoken(write([*BYTES, b"ab", b"ab"]), pattern=GPT2)


def test_a_file_cut_off_between_two_lines_is_noticed_by_its_length(write):
    path = write([*BYTES, b"ab"])
    assert load_tiktoken(path, pattern=GPT2, n_tokens=257).vocab_size == 257
    with pytest.raises(ValueError, match="it has 257 tokens, n_tokens=258"):
        load_tiktoken(path, pattern=GPT2, n_tokens=258)
