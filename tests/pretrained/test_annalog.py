"""ANNalog in our classes scores molecules as its own code does."""

import pytest
import torch

from unmasked.attention import padding_mask
from unmasked.pretrained import annalog
from unmasked.pretrained.annalog import (
    analogues,
    annalog_file,
    load_annalog,
)

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"
MOLECULES = [ASPIRIN, "C[C@H](N)C(=O)[O-]", "Brc1ccc2[nH]cc(Cl)c2c1"]
PAD = 1


@pytest.fixture(scope="module")
def loaded():
    return load_annalog()


@pytest.fixture(scope="module")
def reference(annalog_code):
    sizes = (59, 256, 3, 8, 512, 0.1, torch.device("cpu"), 102)
    model = annalog_code.Seq2Seq(
        annalog_code.Encoder(*sizes),
        annalog_code.Decoder(*sizes),
        PAD,
        PAD,
        sizes[6],
    )
    path = annalog_file("Lev_extended.pt")
    weights = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(weights)
    return model.eval()


def padded(rows: list[list[int]]) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])


@pytest.mark.against(rule="the model in the package of the weights")
def test_scores_are_those_of_the_package_s_own_model(loaded, reference):
    model, tokenizer = loaded
    rows = [tokenizer.encode(molecule) for molecule in MOLECULES]
    source, target = padded(rows), padded(rows[::-1])
    lengths = torch.tensor([len(row) for row in rows])
    mask = padding_mask(lengths, source.shape[1])
    with torch.no_grad():
        expected, _ = reference(source, target)
        memory = model.encode(source, mask=mask)
        logits = model.decode(target, memory, memory_mask=mask)
    real = target != PAD
    torch.testing.assert_close(
        logits[real], expected[real], rtol=1e-5, atol=2e-5
    )


def test_writing_token_by_token_gives_the_same_scores(loaded):
    model, tokenizer = loaded
    ids = torch.tensor([tokenizer.encode(ASPIRIN)])
    with torch.no_grad():
        memory = model.encode(ids)
        at_once = model.decode(ids, memory)
        keys_values, cache = model.keys_values(memory), model.new_cache(batch=1)
        steps = [
            model.decode(token, keys_values, cache=cache)
            for token in ids.split(1, dim=1)
        ]
    torch.testing.assert_close(
        torch.cat(steps, dim=1), at_once, rtol=1e-4, atol=2e-5
    )


def test_analogues_are_whole_molecules_that_look_like_the_first(loaded):
    found = analogues(*loaded, ASPIRIN, n=4)
    assert len(set(found)) == 4
    for molecule in found:
        assert molecule.count("(") == molecule.count(")")
        assert molecule.count("1") % 2 == 0  # What opens a ring closes it.
        assert "C(=O)O" in molecule
        assert "Oc1cc" in molecule


def test_analogues_come_in_the_order_that_the_package_s_model_gives(
    loaded, reference
):
    source = torch.tensor([loaded[1].encode(ASPIRIN)])
    totals = []
    for molecule in analogues(*loaded, ASPIRIN, n=4):
        ids = torch.tensor([loaded[1].encode(molecule)])
        with torch.no_grad():
            scores = reference(source, ids[:, :-1])[0].log_softmax(-1)
        totals.append(scores.gather(2, ids[:, 1:, None]).sum().item())
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize("length", [5, 5000, 1_000_000])
def test_weights_that_are_cut_are_refused(length, monkeypatch, tmp_path):
    cut = tmp_path / "cut.pt"
    cut.write_bytes(annalog_file("Lev_extended.pt").read_bytes()[:length])
    monkeypatch.setattr(annalog, "annalog_file", lambda name: cut)
    with pytest.raises(ValueError, match="truncated or holds no weights"):
        load_annalog()


def test_an_unknown_atom_is_named(loaded):
    with pytest.raises(ValueError, match=r"never seen: '\[Au\]'"):
        analogues(*loaded, "C[Au]")


def test_a_molecule_that_is_too_long_is_refused(loaded):
    with pytest.raises(ValueError, match="103 tokens are more than the model"):
        analogues(*loaded, "C" * 101)
