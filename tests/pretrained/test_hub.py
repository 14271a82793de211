"""A folder in the hub's layout becomes the model that it describes."""

import json
from dataclasses import replace

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

from unmasked.models.bert import BERT_BASE
from unmasked.models.gpt2 import GPT2_SMALL
from unmasked.models.llama import LLAMA_2_7B, LLAMA_3_2_1B, SMOLLM2_135M
from unmasked.models.t5 import T5_1_1_SMALL, T5_SMALL
from unmasked.pretrained.hub import FAMILIES, from_folder, from_hub

TOKENS = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6]])
LLAMA = {
    "vocab_size": 61,
    "num_hidden_layers": 2,
    "hidden_size": 24,
    "num_attention_heads": 6,
    "num_key_value_heads": 2,
    "intermediate_size": 40,
    "max_position_embeddings": 64,
    "rms_norm_eps": 0.1,
    "initializer_range": 0.3,  # rotations are felt
}
LLAMA_3 = {
    "rope_type": "llama3",
    "rope_theta": 10_000.0,
    "factor": 4.0,
    "low_freq_factor": 0.5,
    "high_freq_factor": 3.0,
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
    assert not ours.training
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
            type_vocab_size=3,
            layer_norm_eps=0.1,
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
            relative_attention_num_buckets=4,
            relative_attention_max_distance=6,
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


T5 = T5Config(vocab_size=61, num_layers=1, d_model=8, num_heads=1, d_kv=8)
CONFIGS = {
    "gpt2": GPT2.to_dict(),
    "bert": BertConfig(vocab_size=61, num_hidden_layers=1).to_dict(),
    "t5": T5.to_dict(),
    "llama": LlamaConfig(**LLAMA).to_dict(),
}
OTHERWISE = [
    ("gpt2", {"activation_function": "relu"}),
    ("gpt2", {"layer_norm_epsilon": 1e-6}),
    ("gpt2", {"scale_attn_weights": False}),
    ("gpt2", {"scale_attn_by_inverse_layer_idx": True}),
    ("gpt2", {"tie_word_embeddings": False}),
    ("bert", {"hidden_act": "relu"}),
    ("bert", {"is_decoder": True}),
    ("bert", {"tie_word_embeddings": False}),
    ("t5", {"feed_forward_proj": "gated-silu"}),
    ("t5", {"layer_norm_epsilon": 1e-5}),
    ("llama", {"attention_bias": True}),
    ("llama", {"mlp_bias": True}),
    ("llama", {"rope_parameters": {"partial_rotary_factor": 0.5}}),
]


@pytest.mark.parametrize(("family", "changed"), OTHERWISE)
def test_what_would_load_and_compute_something_else_is_refused(
    family, changed, tmp_path
):
    [(name, value)] = changed.items()
    if isinstance(value, dict):
        [(name, value)] = value.items()
    write_config(tmp_path, **CONFIGS[family] | changed)
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ValueError, match=f"{name}={value!r}; the course's"):
        from_folder(tmp_path)


@pytest.mark.parametrize("family", CONFIGS)
def test_a_size_that_is_not_given_is_named(family, tmp_path):
    config = dict(CONFIGS[family])
    del config["vocab_size"]
    write_config(tmp_path, **config)
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ValueError, match=r"json does not say 'vocab_size'"):
        from_folder(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "<html>"])
def test_a_config_that_is_none_is_refused(text, tmp_path):
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(ValueError, match=r"config\.json describes no model"):
        from_folder(tmp_path)


# What config.json says of the published checkpoints, word for word, without
# what says nothing of the model's sizes.
PUBLISHED = [
    (
        GPT2_SMALL,
        {
            "activation_function": "gelu_new", "model_type": "gpt2",
            "layer_norm_epsilon": 1e-05, "n_ctx": 1024, "n_embd": 768,
            "n_head": 12, "n_layer": 12, "n_positions": 1024,
            "vocab_size": 50257,
        },
    ),
    (
        BERT_BASE,
        {
            "hidden_act": "gelu", "hidden_size": 768,
            "intermediate_size": 3072, "layer_norm_eps": 1e-12,
            "max_position_embeddings": 512, "model_type": "bert",
            "num_attention_heads": 12, "num_hidden_layers": 12,
            "position_embedding_type": "absolute", "type_vocab_size": 2,
            "vocab_size": 30522,
        },
    ),
    (
        T5_SMALL,
        {
            "d_ff": 2048, "d_kv": 64, "d_model": 512,
            "layer_norm_epsilon": 1e-06, "model_type": "t5",
            "n_positions": 512, "num_heads": 8, "num_layers": 6,
            "relative_attention_num_buckets": 32, "vocab_size": 32128,
        },
    ),
    (
        T5_1_1_SMALL,
        {
            "d_ff": 1024, "d_kv": 64, "d_model": 512,
            "feed_forward_proj": "gated-gelu", "layer_norm_epsilon": 1e-06,
            "model_type": "t5", "num_decoder_layers": 8, "num_heads": 6,
            "num_layers": 8, "relative_attention_num_buckets": 32,
            "tie_word_embeddings": False, "vocab_size": 32128,
        },
    ),
    (
        LLAMA_2_7B,
        {
            "hidden_act": "silu", "hidden_size": 4096,
            "intermediate_size": 11008, "max_position_embeddings": 4096,
            "model_type": "llama", "num_attention_heads": 32,
            "num_hidden_layers": 32, "pretraining_tp": 1,
            "rms_norm_eps": 1e-05, "rope_scaling": None,
            "tie_word_embeddings": False, "vocab_size": 32000,
        },
    ),
    (
        LLAMA_3_2_1B,
        {
            "attention_bias": False, "head_dim": 64, "hidden_act": "silu",
            "hidden_size": 2048, "intermediate_size": 8192,
            "max_position_embeddings": 131072, "mlp_bias": False,
            "model_type": "llama", "num_attention_heads": 32,
            "num_hidden_layers": 16, "num_key_value_heads": 8,
            "rms_norm_eps": 1e-05,
            "rope_scaling": {
                "factor": 32.0, "high_freq_factor": 4.0,
                "low_freq_factor": 1.0,
                "original_max_position_embeddings": 8192,
                "rope_type": "llama3",
            },
            "rope_theta": 500000.0, "tie_word_embeddings": True,
            "vocab_size": 128256,
        },
    ),
    (
        SMOLLM2_135M,
        {
            "attention_bias": False, "hidden_act": "silu",
            "hidden_size": 576, "intermediate_size": 1536,
            "max_position_embeddings": 8192, "model_type": "llama",
            "num_attention_heads": 9, "num_hidden_layers": 30,
            "num_key_value_heads": 3, "rms_norm_eps": 1e-05,
            "rope_interleaved": False, "rope_scaling": None,
            "rope_theta": 100000, "tie_word_embeddings": True,
            "vocab_size": 49152,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "said"), PUBLISHED)
def test_a_published_config_makes_the_published_size(wanted, said):
    make, _ = FAMILIES[said["model_type"]]
    with torch.device("meta"):
        found = make(said).config
    if getattr(wanted, "rope_scaling", None) is not None:
        waves = torch.logspace(-8, 0, 32, 10)
        slowed = wanted.rope_scaling(waves)
        torch.testing.assert_close(found.rope_scaling(waves), slowed)
        found = replace(found, rope_scaling=wanted.rope_scaling)
    assert found == wanted


def test_a_llama_whose_config_is_old_is_read_as_it_was_meant():
    said = {**CONFIGS["llama"], "rope_scaling": {"type": "linear", "factor": 4}}
    for name in ("rope_parameters", "tie_word_embeddings"):
        said.pop(name, None)
    make, _ = FAMILIES["llama"]
    config = make(said).config
    assert not config.tied
    assert config.rope_base == 10_000
    assert config.rope_scaling(torch.tensor([1.0])).item() == 0.25


def test_an_unknown_scaling_is_refused(tmp_path):
    settings = {**LLAMA, "hidden_act": "silu"}
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
