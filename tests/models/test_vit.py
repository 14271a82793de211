"""Our ViT is Hugging Face's, logits and gradients."""

from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file
from transformers import ViTConfig as TheirConfig
from transformers import ViTForImageClassification

from tests.component import check_component
from tests.models.decoders import check_misfits, n_weights
from tests.models.parity import check_same
from unmasked.models.vit import (
    VIT_BASE_16,
    VIT_HUGE_14,
    VIT_LARGE_16,
    ViT,
    ViTConfig,
)
from unmasked.pretrained.vit import load_hugging_face

TINY = ViTConfig(
    image_size=12,
    patch_size=4,
    n_classes=5,
    n_layers=2,
    d_model=24,
    n_heads=3,
    d_ff=40,
)


def theirs(config: ViTConfig) -> ViTForImageClassification:
    return ViTForImageClassification(
        TheirConfig(
            image_size=config.image_size,
            patch_size=config.patch_size,
            num_channels=config.n_channels,
            num_labels=config.n_classes,
            num_hidden_layers=config.n_layers,
            hidden_size=config.d_model,
            num_attention_heads=config.n_heads,
            intermediate_size=config.d_ff,
            layer_norm_eps=config.norm_eps,
        )
    )


@pytest.mark.against("ViTForImageClassification")
@pytest.mark.parametrize("n_channels", [3, 1])
def test_logits_and_gradients_are_those_of_hugging_face(n_channels):
    config = replace(TINY, n_channels=n_channels)
    images = torch.randn(3, n_channels, 12, 12)
    check_same(
        lambda: ViT(config),
        theirs(config),
        load_hugging_face,
        ours=lambda model: [model(images)],
        theirs=lambda model: [model(images).logits],
    )


@pytest.mark.against("ViTForImageClassification")
def test_all_vectors_are_those_of_hugging_face():
    images, reference = torch.randn(2, 3, 12, 12), theirs(TINY).eval()
    model = ViT(TINY).eval()
    load_hugging_face(model, reference.state_dict())
    vectors = reference.vit(images).last_hidden_state
    torch.testing.assert_close(model.encode(images), vectors)


def test_the_names_in_a_saved_file_are_read_too(tmp_path):
    reference = theirs(TINY)
    reference.save_pretrained(tmp_path)
    state = load_file(tmp_path / "model.safetensors")
    assert "vit.encoder.layer.1.attention.attention.key.bias" in state
    images, model = torch.randn(2, 3, 12, 12), ViT(TINY).eval()
    load_hugging_face(model, state)
    torch.testing.assert_close(model(images), reference.eval()(images).logits)


@pytest.mark.parametrize(
    ("config", "millions", "count"),
    [
        # Dosovitskiy et al. 2021, table 1, and torchvision's model pages.
        pytest.param(VIT_BASE_16, 86, 86_567_656, id="B/16"),
        pytest.param(VIT_LARGE_16, 307, 304_326_632, id="L/16"),
        pytest.param(VIT_HUGE_14, 632, 632_045_800, id="H/14"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(
    config, millions, count
):
    assert n_weights(lambda: ViT(config)) == count
    with torch.device("meta"):
        assert theirs(config).num_parameters() == count
    assert count == pytest.approx(millions * 1e6, rel=0.01)


def test_without_positions_the_order_of_patches_does_not_matter():
    model = ViT(TINY).eval()
    images = torch.randn(1, 3, 12, 12)
    turned = images.roll(4, dims=-1)
    assert not torch.allclose(model(images), model(turned))
    torch.nn.init.zeros_(model.positions.weight)
    torch.testing.assert_close(model(images), model(turned))


def test_keeps_the_promises_of_every_component():
    check_component(ViT(TINY), torch.randn(3, 3, 12, 12))


def test_sizes_and_images_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="patch_size=5 must divide image_size"):
        ViT(replace(TINY, patch_size=5))
    with pytest.raises(ValueError, match=r"\(3, 12, 12\), got \(3, 16, 12\)"):
        ViT(TINY)(torch.randn(1, 3, 16, 12))
    with pytest.raises(ValueError, match=r"\(3, 12, 12\), got \(1, 12, 12\)"):
        ViT(TINY)(torch.randn(1, 1, 12, 12))


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    check_misfits(ViT(TINY), theirs(TINY), load_hugging_face)


def test_sizes_that_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="n_heads=5 must divide d_model=24"):
        ViT(replace(TINY, n_heads=5))
