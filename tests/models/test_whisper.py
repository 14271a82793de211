"""Our Whisper is Hugging Face's, logits and gradients, and writes alike."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import WhisperConfig as TheirConfig
from transformers import WhisperForConditionalGeneration
from transformers.models.whisper.modeling_whisper import sinusoids

from tests.component import check_component
from tests.models.decoders import check_misfits, n_weights, random_tokens
from tests.models.encoder_decoders import check_chunks, check_target_refusals
from tests.models.parity import check_same
from unmasked.models.whisper import (
    WHISPER_BASE,
    WHISPER_LARGE,
    WHISPER_MEDIUM,
    WHISPER_SMALL,
    WHISPER_TINY,
    WHISPER_TINY_EN,
    Whisper,
    WhisperConfig,
)
from unmasked.positions.sinusoidal import sinusoidal_positions_tensor2tensor
from unmasked.pretrained.whisper import load_hugging_face

TINY = WhisperConfig(
    vocab_size=61,
    n_layers=2,
    d_model=24,
    n_heads=3,
    n_mels=10,
    max_frames=18,
    max_length=16,
)
TOKENS = random_tokens(3, 5, vocab_size=61)


def sound() -> torch.Tensor:
    return torch.randn(3, 10, 18)


def theirs(config: WhisperConfig) -> WhisperForConditionalGeneration:
    return WhisperForConditionalGeneration(
        TheirConfig(
            vocab_size=config.vocab_size,
            num_mel_bins=config.n_mels,
            encoder_layers=config.n_layers,
            decoder_layers=config.n_layers,
            d_model=config.d_model,
            encoder_attention_heads=config.n_heads,
            decoder_attention_heads=config.n_heads,
            encoder_ffn_dim=config.d_ff,
            decoder_ffn_dim=config.d_ff,
            max_source_positions=config.max_frames // 2,
            max_target_positions=config.max_length,
            pad_token_id=0,
            bos_token_id=0,
            eos_token_id=0,
            decoder_start_token_id=0,
        )
    )


@pytest.mark.against("WhisperForConditionalGeneration")
def test_logits_and_gradients_are_those_of_hugging_face():
    mel = sound()

    def run(model):
        output = model(input_features=mel, decoder_input_ids=TOKENS)
        return [output.logits]

    check_same(
        lambda: Whisper(TINY),
        theirs(TINY),
        load_hugging_face,
        ours=lambda model: [model(mel, TOKENS)],
        theirs=run,
    )


def test_sinusoids_are_whispers_own():
    ours = sinusoidal_positions_tensor2tensor(torch.arange(1500), d_model=384)
    # Angles go up to 1500, where float32 has steps of 0.0001.
    torch.testing.assert_close(ours, sinusoids(1500, 384), rtol=0, atol=3e-4)


@pytest.mark.parametrize(
    ("config", "millions"),
    [
        # Radford et al. 2022, table 1.
        pytest.param(WHISPER_TINY_EN, 39, id="tiny.en"),
        pytest.param(WHISPER_TINY, 39, id="tiny"),
        pytest.param(WHISPER_BASE, 74, id="base"),
        pytest.param(WHISPER_SMALL, 244, id="small"),
        pytest.param(WHISPER_MEDIUM, 769, id="medium"),
        pytest.param(WHISPER_LARGE, 1550, id="large"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(
    config, millions
):
    count = n_weights(lambda: Whisper(config))
    with torch.device("meta"):
        model = theirs(config)
    stored_sinusoids = model.model.encoder.embed_positions.weight.numel()
    assert count == model.num_parameters() - stored_sinusoids
    # The table's counts are up to 5% above what the released models hold.
    assert 0.95 * millions < count / 1e6 < 1.005 * millions


@settings(deadline=None, max_examples=10)
@given(chunks=st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_writing_in_any_chunks_is_the_full_pass(chunks):
    check_chunks(Whisper(TINY), sound(), chunks)


def test_padding_of_the_text_changes_nothing():
    model, mel = Whisper(TINY).eval(), sound()
    filling = torch.zeros(3, 2, dtype=torch.long)
    padded = model(mel, torch.cat([TOKENS, filling], dim=1))
    torch.testing.assert_close(padded[:, :5], model(mel, TOKENS))
    mask = (torch.arange(5) != 1)[None, None, None, :]
    changed = TOKENS.clone()
    changed[:, 1] = (changed[:, 1] + 1) % 61
    hidden = [model(mel, t, mask=mask)[:, 2:] for t in (TOKENS, changed)]
    torch.testing.assert_close(*hidden)


def test_a_place_is_two_frames_of_sound():
    model = Whisper(TINY)
    for n_frames, n_places in [(18, 9), (7, 4), (1, 1)]:
        assert model.encode(sound()[..., :n_frames]).shape[1] == n_places


def test_keeps_the_promises_of_every_component():
    model = Whisper(replace(TINY, n_layers=1))
    check_component(model, sound(), TOKENS)


def test_what_it_cannot_hear_or_read_is_refused(no_shape_checks):
    model, mel = Whisper(TINY), sound()
    check_target_refusals(model, mel)
    for wrong in [mel[:, :9], mel[..., :0], torch.cat([mel, mel], dim=-1)]:
        with pytest.raises(
            ValueError, match="expected a spectrogram of n_mels"
        ):
            model(wrong, TOKENS)


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    check_misfits(Whisper(TINY), theirs(TINY), load_hugging_face)


def test_sizes_that_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="n_heads=5 must divide d_model=24"):
        Whisper(replace(TINY, n_heads=5))
    with pytest.raises(ValueError, match="d_model=9 must be even"):
        Whisper(replace(TINY, d_model=9))
