import numpy as np
import pytest
import torch
from transformers import BertTokenizer, DataCollatorForLanguageModeling

from unmasked.from_scratch.masked_lm import IGNORE, mask_tokens


def masked(n=200_000, seed=0, **options):
    tokens = np.random.default_rng(9).integers(50, size=n)
    rng = np.random.default_rng(seed)
    settings = {"mask_id": 99, "vocab_size": 50} | options
    return tokens, *mask_tokens(tokens, rng, **settings)


def shares(tokens, inputs, targets, mask_id):
    """How many are chosen; of them hidden, and kept as they were."""
    chosen = targets != IGNORE
    hidden = inputs[chosen] == mask_id
    kept = inputs[chosen] == tokens[chosen]
    return [chosen.mean(), hidden.mean(), kept.mean()]


def test_shares_are_those_of_the_paper():
    found = shares(*masked(), mask_id=99)
    # A random token is the old one in 1 of 50 cases.
    assert found == pytest.approx([0.15, 0.8, 0.1 + 0.1 / 50], abs=0.01)


def test_shares_are_those_of_hugging_face(tmp_path):
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words += [f"w{i}" for i in range(45)]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(0)
    theirs = DataCollatorForLanguageModeling(
        BertTokenizer(str(tmp_path / "vocab.txt"))
    )
    tokens = torch.randint(5, 50, (1, 200_000))
    inputs, targets = theirs.torch_mask_tokens(
        tokens.clone(), special_tokens_mask=torch.zeros_like(tokens).bool()
    )
    found = shares(tokens.numpy(), inputs.numpy(), targets.numpy(), mask_id=4)
    assert shares(*masked(), mask_id=99) == pytest.approx(found, abs=0.01)


def test_what_is_not_chosen_is_read_as_it_is_and_not_asked_for():
    tokens, inputs, targets = masked(1000)
    chosen = targets != IGNORE
    assert (inputs[~chosen] == tokens[~chosen]).all()
    assert (targets[chosen] == tokens[chosen]).all()


def test_random_tokens_are_of_the_vocabulary():
    _, inputs, _ = masked(vocab_size=50)
    assert set(np.unique(inputs)) == {*range(50), 99}


@pytest.mark.parametrize(("rate", "share"), [(0.0, 0.0), (1.0, 1.0)])
def test_none_or_all_can_be_chosen(rate, share):
    _, _, targets = masked(100, rate=rate)
    assert (targets != IGNORE).mean() == share


def test_the_same_seed_spoils_the_same():
    assert (masked(100)[1] == masked(100)[1]).all()
    assert (masked(100)[1] != masked(100, seed=1)[1]).any()


@pytest.mark.parametrize("rate", [-0.1, 15])
def test_a_rate_is_a_share(rate):
    with pytest.raises(ValueError, match=f"rate={rate} must lie between"):
        masked(rate=rate)
