"""Molecules are cut as ANNalog's own code cuts them, and come back whole."""

import pytest

from unmasked.pretrained.annalog import annalog_file
from unmasked.pretrained.plain_pickle import read_plain_pickle
from unmasked.pretrained.smiles import Smiles

MOLECULES = [
    "CC(=O)Oc1ccccc1C(=O)O",
    "C[C@H](N)C(=O)[O-]",
    "Brc1ccc2[nH]cc(Cl)c2c1",
    "C%12CCCCC%12",
]


@pytest.fixture(scope="module")
def smiles():
    path = annalog_file("stereo_experiment_vocab_ttf.pkl")
    return Smiles(read_plain_pickle(path)["itos"])


@pytest.mark.against(
    rule="the tokenizer in the package of the weights", exactly=True
)
@pytest.mark.parametrize("molecule", [*MOLECULES, "C[Cl+]%9[", ""])
def test_a_molecule_is_cut_as_the_package_cuts_it(molecule, annalog_code):
    cut = annalog_code.SMILESTokenizer().tokenize(molecule)
    assert Smiles.TOKEN.findall(molecule) == cut


@pytest.mark.parametrize("molecule", MOLECULES)
def test_a_molecule_comes_back_from_its_ids(molecule, smiles):
    assert smiles.decode(smiles.encode(molecule)) == molecule


def test_every_unknown_token_is_named(smiles):
    with pytest.raises(ValueError, match=r"never seen: '\[Au\]', 'x'"):
        smiles.encode("C[Au]Cx")
