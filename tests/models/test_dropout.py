"""In training, what is dropped is what the references drop."""

import pytest
import torch
from torch import Tensor, nn
from transformers import BertConfig as TheirBert
from transformers import (
    BertForPreTraining,
    GPT2LMHeadModel,
    MarianConfig,
    MarianMTModel,
    T5ForConditionalGeneration,
    ViTForImageClassification,
)
from transformers import GPT2Config as TheirGPT2
from transformers import T5Config as TheirT5
from transformers import ViTConfig as TheirViT

from tests.models.decoders import random_tokens
from unmasked.feed_forward.fused import silu
from unmasked.models.bert import BertConfig, BertForPretraining
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.t5 import T5, T5Config
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.models.vit import ViT, ViTConfig
from unmasked.pretrained import bert, gpt2, marian, t5, vit

TEXT = random_tokens(2, 5, vocab_size=61)
IMAGES = torch.linspace(-1, 1, 384).reshape(2, 3, 8, 8)
OURS = {"vocab_size": 61, "n_layers": 2, "d_model": 12, "n_heads": 2}
PAIRS = {
    "GPT-2": lambda: (
        GPT2(GPT2Config(**OURS, max_length=8, dropout=0.1)),
        GPT2LMHeadModel(
            TheirGPT2(
                vocab_size=61, n_layer=2, n_embd=12, n_head=2, n_positions=8,
                bos_token_id=0, eos_token_id=0, attn_pdrop=0.0,
            )
        ),
        gpt2,
        {"input_ids": TEXT},
    ),
    "BERT": lambda: (
        BertForPretraining(
            BertConfig(**OURS, d_ff=20, max_length=8, dropout=0.1)
        ),
        BertForPreTraining(
            TheirBert(
                vocab_size=61, num_hidden_layers=2, hidden_size=12,
                num_attention_heads=2, intermediate_size=20,
                max_position_embeddings=8, attention_probs_dropout_prob=0.0,
            )
        ),
        bert,
        {"input_ids": TEXT},
    ),
    "T5": lambda: (
        T5(T5Config(**OURS, d_head=6, d_ff=20, dropout=0.1)),
        T5ForConditionalGeneration(
            TheirT5(
                vocab_size=61, num_layers=2, d_model=12, num_heads=2, d_kv=6,
                d_ff=20,
            )
        ),
        t5,
        {"input_ids": TEXT, "decoder_input_ids": TEXT},
    ),
    "Transformer": lambda: (
        Transformer(
            TransformerConfig(
                **OURS, d_ff=20, dropout=0.1, biased=True, activation=silu,
                positions=marian.sines_first,
            )
        ),
        MarianMTModel(
            MarianConfig(
                vocab_size=61, encoder_layers=2, decoder_layers=2, d_model=12,
                encoder_attention_heads=2, decoder_attention_heads=2,
                encoder_ffn_dim=20, decoder_ffn_dim=20,
                activation_function="silu", scale_embedding=True,
                pad_token_id=60, decoder_start_token_id=60,
            )
        ),
        marian,
        {"input_ids": TEXT, "decoder_input_ids": TEXT},
    ),
    "ViT": lambda: (
        ViT(
            ViTConfig(
                image_size=8, patch_size=4, n_classes=5, n_layers=2,
                d_model=12, n_heads=2, d_ff=20, dropout=0.1,
            )
        ),
        ViTForImageClassification(
            TheirViT(
                image_size=8, patch_size=4, num_labels=5, num_hidden_layers=2,
                hidden_size=12, num_attention_heads=2, intermediate_size=20,
                hidden_dropout_prob=0.1,
            )
        ),
        vit,
        {"pixel_values": IMAGES},
    ),
}  # fmt: skip


def dropped(model: nn.Module, run, monkeypatch) -> list[Tensor]:
    """All tokens that go through dropout, in order; none is really dropped."""
    found = []

    def dropout(x, p=0.5, training=True, inplace=False):
        # T5 also drops from the weights of attention, which have four axes.
        if training and p == 0.1 and x.ndim == 3:
            found.append(x.detach())
        return x

    with monkeypatch.context() as patched:
        patched.setattr(nn.functional, "dropout", dropout)
        run(model.train())
    return found


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_dropped_is_what_hugging_face_drops(name, monkeypatch):
    ours, theirs, names, inputs = PAIRS[name]()
    names.load_hugging_face(ours, theirs.state_dict())
    # PyTorch's fused attention would drop weights by itself.
    theirs.set_attn_implementation("eager")
    found = dropped(ours, lambda model: model(*inputs.values()), monkeypatch)
    wanted = dropped(theirs, lambda model: model(**inputs), monkeypatch)
    if name == "ViT":
        # The paper's code drops from the hidden layer too, theirs does not.
        hidden = [x for x in found if x.shape[-1] == 20]
        assert len(hidden) == 2
        found = [x for x in found if x.shape[-1] != 20]
    assert found
    torch.testing.assert_close(found, wanted)
