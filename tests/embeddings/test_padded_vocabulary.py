"""Round numbers of rows."""

import pytest

from unmasked.embeddings import padded_vocab_size


@pytest.mark.against(rule="the size that Megatron published", exactly=True)
def test_gives_the_size_that_megatron_published():
    # Shoeybi et al. 2019, "Megatron-LM": 50,257 tokens, and a multiple of 128
    # on each of 8 GPUs.
    assert padded_vocab_size(50_257, multiple_of=128 * 8) == 51_200


@pytest.mark.parametrize("vocab_size", [1, 63, 64, 65, 50_257])
def test_is_the_next_multiple_and_no_further(vocab_size):
    padded = padded_vocab_size(vocab_size, multiple_of=64)
    assert padded % 64 == 0
    assert vocab_size <= padded < vocab_size + 64


@pytest.mark.parametrize("name", ["vocab_size", "multiple_of"])
def test_a_size_below_one_is_refused(name):
    sizes = {"vocab_size": 10, "multiple_of": 8, name: 0}
    with pytest.raises(ValueError, match=f"{name}=0 must be at least 1"):
        padded_vocab_size(sizes["vocab_size"], multiple_of=sizes["multiple_of"])
