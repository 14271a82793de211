"""MiniLM in our classes gives the vectors that it gives in Hugging Face's."""

import pytest
import torch
from transformers import AutoTokenizer, BertModel

from unmasked.pretrained.minilm import (
    embed_texts,
    load_minilm,
    mean_pool,
    minilm_file,
)

TEXTS = [
    "A dog sleeps on the sofa.",
    "The puppy is napping on the couch.",
    "Interest rates rose again in March, économistes said: 3.25 %!",
    "北京 is a city; naïve café — unaffable embeddings",
]


@pytest.fixture(scope="module")
def minilm():
    return load_minilm()


@pytest.mark.against("BertModel")
def test_vectors_are_those_of_hugging_face(minilm):
    folder = minilm_file("config.json").parent
    reference = BertModel.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    batch = tokenizer(TEXTS, padding=True, return_tensors="pt")
    with torch.no_grad():
        hidden = reference(**batch).last_hidden_state
    weight = batch["attention_mask"][..., None].float()
    expected = (hidden * weight).sum(1) / weight.sum(1)
    expected = torch.nn.functional.normalize(expected, dim=-1)
    torch.testing.assert_close(
        embed_texts(*minilm, TEXTS), expected, rtol=1e-5, atol=2e-6
    )


def test_texts_that_mean_the_same_are_close(minilm):
    dog, puppy, money, _ = embed_texts(*minilm, TEXTS)
    assert dog @ puppy > 0.5
    assert dog @ money < 0.2


def test_a_text_has_the_same_vector_in_any_company(minilm):
    together = embed_texts(*minilm, TEXTS)
    alone = torch.cat([embed_texts(*minilm, [text]) for text in TEXTS])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


def test_a_long_text_is_cut_and_not_refused(minilm):
    long = " ".join(["word"] * 1000)
    cut = " ".join(["word"] * 254)  # and the two that mark start and end
    both = embed_texts(*minilm, [long, cut])
    assert both[0].equal(both[1])
    shorter = " ".join(["word"] * 253)
    assert not both[0].equal(embed_texts(*minilm, [shorter])[0])


def test_the_mean_leaves_padding_out():
    x = torch.randn(2, 5, 3)
    real = torch.tensor([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]).bool()
    expected = torch.stack([x[0, :3].mean(0), x[1].mean(0)])
    torch.testing.assert_close(mean_pool(x, real), expected)


def test_no_texts_are_refused(minilm):
    with pytest.raises(ValueError, match="no texts to embed"):
        embed_texts(*minilm, [])


def test_one_text_is_not_taken_for_a_list_of_letters(minilm):
    with pytest.raises(TypeError, match="got one text"):
        embed_texts(*minilm, "hello")
