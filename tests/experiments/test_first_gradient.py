import pytest
import torch
import torch.nn.functional as F

from unmasked.data import digits
from unmasked.experiments import first_gradient
from unmasked.experiments._deep_networks import linear_layers


@pytest.fixture(scope="module")
def found():
    return first_gradient.measure(seeds=[0, 1])


def test_the_length_is_how_much_the_loss_moves_along_it():
    # Without norms, 64 bits: a finite difference along the gradient itself.
    torch.manual_seed(0)
    network = linear_layers(depth=8, shortcut=True, norm=False).double()
    images, labels = (part[:128] for part in digits("train"))
    first = next(network.parameters())

    def loss():
        return F.cross_entropy(network(images.double()), labels)

    (gradient,) = torch.autograd.grad(loss(), first)
    step = 1e-5 * gradient / gradient.norm()
    with torch.no_grad():
        first += step
        above = loss()
        first -= 2 * step
        below = loss()
    slope = (above - below).item() / 2e-5
    measured = first_gradient.measure(seeds=[0]).lengths["shortcut"][0, 1]
    assert measured.item() == pytest.approx(slope, rel=1e-3)


def test_with_two_layers_there_is_no_block_to_tell_them_apart(found):
    for plain, shortcut in [("plain", "shortcut"), ("plain, norms",) * 2]:
        assert torch.equal(
            found.lengths[plain][:, 0], found.lengths[shortcut][:, 0]
        )


def test_norms_make_it_grow_and_the_shortcut_holds_that(found):
    assert found.growth("plain") < 0.5
    assert found.growth("plain, norms") > 1000
    assert found.growth("shortcut") > 1000
    assert found.growth("shortcut, norms") < 100
    assert 0.3 < found.growth("shortcut, F = 0") < 3


def test_the_figure_shows_all_five_on_a_scale_of_factors(found):
    figure = first_gradient.draw(found)
    drawn = {
        line.name + (", norms" if said == "norms" else "")
        for line in figure.data
        for said in set(line.text) - {""}
    }
    assert drawn == set(first_gradient.NETWORKS)
    assert figure.layout.yaxis.type == "log"
