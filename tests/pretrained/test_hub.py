"""A folder in the hub's layout becomes the model that it describes."""

import json

import huggingface_hub
import pytest
import torch
from torch import nn
from transformers import (
    BertConfig,
    BertForPreTraining,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    T5Config,
    T5ForConditionalGeneration,
)

from unmasked.pretrained.hub import from_folder, from_hub

TOKENS = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6]])
LLAMA = {
    "vocab_size": 61,
    "num_hidden_layers": 2,
    "hidden_size": 24,
    "num_attention_heads": 6,
    "num_key_value_heads": 2,
    "intermediate_size": 40,
    "max_position_embeddings": 64,
}
LLAMA_3 = {
    "rope_type": "llama3",
    "rope_theta": 10_000.0,
    "factor": 4.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 16,
}
GPT2 = GPT2Config(
    vocab_size=61, n_layer=2, n_embd=24, n_head=3, n_positions=16,
    bos_token_id=0, eos_token_id=0,
)  # fmt: skip
MODELS = {
    "GPT-2": lambda: GPT2LMHeadModel(GPT2),
    "Llama": lambda: LlamaForCausalLM(LlamaConfig(**LLAMA)),
    "Llama 3": lambda: LlamaForCausalLM(
        LlamaConfig(rope_parameters=LLAMA_3, tie_word_embeddings=True, **LLAMA)
    ),
    "Llama, linear": lambda: LlamaForCausalLM(
        LlamaConfig(
            rope_parameters={
                "rope_type": "linear", "factor": 2.0, "rope_theta": 1e4
            },
            **LLAMA,
        )
    ),
}  # fmt: skip


@pytest.mark.against("transformers.PreTrainedModel.save_pretrained")
@pytest.mark.parametrize("name", MODELS)
def test_a_saved_decoder_comes_back_with_its_logits(name, tmp_path):
    theirs = MODELS[name]().eval()
    # In several files, as large checkpoints are.
    theirs.save_pretrained(tmp_path, max_shard_size="10KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 1
    ours = from_folder(tmp_path)
    with torch.no_grad():
        torch.testing.assert_close(
            ours(TOKENS), theirs(TOKENS).logits, rtol=1e-5, atol=2e-6
        )


@pytest.mark.against("BertForPreTraining")
def test_a_saved_bert_comes_back_with_both_heads(tmp_path):
    theirs = BertForPreTraining(
        BertConfig(
            vocab_size=61,
            num_hidden_layers=2,
            hidden_size=24,
            num_attention_heads=3,
            intermediate_size=40,
            max_position_embeddings=16,
        )
    ).eval()
    theirs.save_pretrained(tmp_path)
    with torch.no_grad():
        expected = theirs(TOKENS)
        tokens, follows = from_folder(tmp_path)(TOKENS)
    torch.testing.assert_close(tokens, expected.prediction_logits)
    torch.testing.assert_close(follows, expected.seq_relationship_logits)


@pytest.mark.against("T5ForConditionalGeneration")
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_saved_t5_comes_back_with_its_logits(version, tmp_path):
    newer = version == "1.1"
    theirs = T5ForConditionalGeneration(
        T5Config(
            vocab_size=61,
            num_layers=2,
            d_model=24,
            num_heads=3,
            d_kv=10,
            d_ff=40,
            feed_forward_proj="gated-gelu" if newer else "relu",
            tie_word_embeddings=not newer,
        )
    ).eval()
    if newer:
        # Transformers 5 ties the head of a new 1.1 all the same; that of the
        # published checkpoints has weights of its own, and their config.json
        # says so.
        theirs.lm_head.weight = nn.Parameter(torch.randn(61, 24) * 24**-0.5)
    theirs.save_pretrained(tmp_path)
    path = tmp_path / "config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config | {"tie_word_embeddings": not newer}))
    ours = from_folder(tmp_path)
    with torch.no_grad():
        expected = theirs(input_ids=TOKENS, decoder_input_ids=TOKENS).logits
        torch.testing.assert_close(
            ours(TOKENS, TOKENS), expected, rtol=1e-5, atol=1e-5
        )


def test_a_name_is_fetched_without_pickles_and_loaded(tmp_path, monkeypatch):
    theirs = GPT2LMHeadModel(GPT2).eval()
    theirs.save_pretrained(tmp_path)
    asked = {}

    def fetch(name, **options):
        asked.update(options, name=name)
        return str(tmp_path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetch)
    ours = from_hub("owner/model", revision="v1")
    assert asked["name"] == "owner/model"
    assert asked["revision"] == "v1"
    assert asked["allow_patterns"] == ["config.json", "*.safetensors"]
    with torch.no_grad():
        torch.testing.assert_close(ours(TOKENS), theirs(TOKENS).logits)


def write_config(folder, **settings) -> None:
    (folder / "config.json").write_text(json.dumps(settings))


def test_a_family_that_the_course_lacks_is_refused(tmp_path):
    write_config(tmp_path, model_type="mamba")
    with pytest.raises(ValueError, match="'mamba'; the course has bert, gpt2"):
        from_folder(tmp_path)


def test_a_pickled_checkpoint_is_refused(tmp_path):
    write_config(tmp_path, model_type="gpt2")
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80")
    with pytest.raises(ValueError, match="pickled ones are not read"):
        from_folder(tmp_path)


def test_a_variant_that_would_compute_something_else_is_refused(tmp_path):
    write_config(tmp_path, model_type="llama", hidden_act="gelu")
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ValueError, match="hidden_act='gelu'; the course's"):
        from_folder(tmp_path)


def test_an_unknown_scaling_is_refused(tmp_path):
    settings = {**LLAMA, "rms_norm_eps": 1e-6, "hidden_act": "silu"}
    write_config(
        tmp_path,
        model_type="llama",
        rope_scaling={"rope_type": "dynamic"},
        **settings,
    )
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ValueError, match="type 'dynamic' is not supported"):
        from_folder(tmp_path)


def test_a_folder_without_a_config_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"config\.json"):
        from_folder(tmp_path)
