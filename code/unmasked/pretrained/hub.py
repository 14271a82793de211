"""Load a checkpoint from the Hugging Face hub by its name, in one line.

    model = from_hub("openai-community/gpt2")

Only safetensors files are read: nothing that is pickled, nothing that runs.
The sizes come from the checkpoint's own config.json. Files go to the hub's
cache on disk, and are fetched once.
"""

import json
from collections import ChainMap
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from unmasked.models.bert import BertConfig, BertForPretraining
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.llama import Llama, LlamaConfig
from unmasked.models.t5 import T5, T5Config
from unmasked.positions.rotary_scaling import linear_scaling, llama3_scaling
from unmasked.pretrained import bert, gpt2, llama, t5
from unmasked.pretrained.safetensors_file import SafeTensors

Config = Mapping[str, Any]


def from_hub(name: str, *, revision: str | None = None) -> nn.Module:
    """Fetch a checkpoint, build the model that fits it, and fill it.

    Args:
        name: of the repository, "owner/model": a GPT-2, BERT, T5 or Llama.
        revision: a branch, tag or commit; the newest by default.

    Raises:
        ModuleNotFoundError: if `huggingface_hub` is not installed.
        ValueError: if the repository has no safetensors files, or holds a
            family or a variant that is not among the course's models.
    """
    try:
        from huggingface_hub import snapshot_download
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "fetching from the hub takes a package:\n"
            "    pip install huggingface_hub"
        ) from None
    folder = snapshot_download(
        name,
        revision=revision,
        allow_patterns=["config.json", "*.safetensors"],
    )
    return from_folder(Path(folder))


def from_folder(folder: Path) -> nn.Module:
    """Build and fill the model of a folder in the hub's layout.

    Raises:
        FileNotFoundError: if there is no config.json.
        ValueError: if there are no safetensors files, a tensor does not fit,
            config.json is no JSON or lacks a size, or the family or a variant
            is not among the course's models.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> import transformers as hf
        >>> theirs = hf.GPT2LMHeadModel(hf.GPT2Config(
        ...     vocab_size=9, n_layer=1, n_embd=8, n_head=2, n_positions=4
        ... ))
        >>> with TemporaryDirectory() as folder:
        ...     theirs.save_pretrained(folder)
        ...     ours = from_folder(Path(folder))
        >>> ours.embed.weight.equal(theirs.transformer.wte.weight)
        True
    """
    path = folder / "config.json"
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        config = json.loads(path.read_text("utf-8"))
        family = config.get("model_type")
    except (ValueError, AttributeError) as error:
        raise ValueError(f"{path} describes no model: {error}") from None
    if family not in FAMILIES:
        raise ValueError(
            f"{folder} holds a model of type {family!r}; the course has "
            f"{', '.join(FAMILIES)}"
        )
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise ValueError(
            f"{folder} has no safetensors files; pickled ones are not read, "
            "since opening one can run code"
        )
    make, load = FAMILIES[family]
    try:
        model = make(config)
    except KeyError as error:
        raise ValueError(f"{path} does not say {error}") from None
    with ExitStack() as opened:
        parts = [opened.enter_context(SafeTensors(file)) for file in files]
        # A large checkpoint is in several files; no name is in two of them.
        load(model, ChainMap(*parts))  # type: ignore[arg-type]
    return model.eval()


def _gpt2(config: Config) -> GPT2:
    _expect(config, activation_function=("gelu_new", "gelu_pytorch_tanh"))
    _expect(config, layer_norm_epsilon=(1e-5,), default=1e-5)
    _expect(config, scale_attn_weights=(True,), default=True)
    _expect(config, scale_attn_by_inverse_layer_idx=(False,), default=False)
    _expect(config, tie_word_embeddings=(True,), default=True)
    return GPT2(
        GPT2Config(
            vocab_size=config["vocab_size"],
            n_layers=config["n_layer"],
            d_model=config["n_embd"],
            n_heads=config["n_head"],
            max_length=config["n_positions"],
        )
    )


def _bert(config: Config) -> BertForPretraining:
    _expect(config, hidden_act=("gelu",))
    _expect(config, is_decoder=(False,), default=False)
    _expect(config, tie_word_embeddings=(True,), default=True)
    return BertForPretraining(
        BertConfig(
            vocab_size=config["vocab_size"],
            n_layers=config["num_hidden_layers"],
            d_model=config["hidden_size"],
            n_heads=config["num_attention_heads"],
            d_ff=config["intermediate_size"],
            max_length=config["max_position_embeddings"],
            n_token_types=config["type_vocab_size"],
            norm_eps=config["layer_norm_eps"],
        )
    )


def _t5(config: Config) -> T5:
    kinds = ("relu", "gated-gelu")
    kind = _expect(config, feed_forward_proj=kinds, default="relu")
    _expect(config, layer_norm_epsilon=(1e-6,), default=1e-6)
    return T5(
        T5Config(
            vocab_size=config["vocab_size"],
            n_layers=config["num_layers"],
            d_model=config["d_model"],
            n_heads=config["num_heads"],
            d_head=config["d_kv"],
            d_ff=config["d_ff"],
            n_buckets=config["relative_attention_num_buckets"],
            max_distance=config.get("relative_attention_max_distance", 128),
            gated=kind == "gated-gelu",
            tied=config.get("tie_word_embeddings", True),
        )
    )


def _llama(config: Config) -> Llama:
    _expect(config, hidden_act=("silu",))
    _expect(config, attention_bias=(False,), default=False)
    _expect(config, mlp_bias=(False,), default=False)
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    _expect(rope, partial_rotary_factor=(1.0,), default=1.0)
    return Llama(
        LlamaConfig(
            vocab_size=config["vocab_size"],
            n_layers=config["num_hidden_layers"],
            d_model=config["hidden_size"],
            n_heads=config["num_attention_heads"],
            n_kv_heads=config.get(
                "num_key_value_heads", config["num_attention_heads"]
            ),
            d_ff=config["intermediate_size"],
            max_length=config["max_position_embeddings"],
            rope_base=float(
                ChainMap(dict(rope), dict(config)).get("rope_theta") or 1e4
            ),
            rope_scaling=_rope_scaling(rope),
            norm_eps=config["rms_norm_eps"],
            tied=config.get("tie_word_embeddings", False),
        )
    )


def _rope_scaling(rope: Config) -> Callable[[Tensor], Tensor] | None:
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind == "default":
        return None
    if kind == "linear":
        return partial(linear_scaling, factor=rope["factor"])
    if kind == "llama3":
        return partial(
            llama3_scaling,
            factor=rope["factor"],
            low=rope["low_freq_factor"],
            high=rope["high_freq_factor"],
            original_length=rope["original_max_position_embeddings"],
        )
    raise ValueError(f"rotary scaling of type {kind!r} is not supported here")


def _expect(
    config: Config, *, default: object = None, **allowed: tuple[object, ...]
) -> object:
    """Refuse a variant that would load and then compute something else."""
    ((name, values),) = allowed.items()
    found = config.get(name, default)
    if found not in values:
        raise ValueError(
            f"the checkpoint's config says {name}={found!r}; the course's "
            f"model has {' or '.join(map(repr, values))}"
        )
    return found


FAMILIES: dict[str, tuple[Callable[[Config], Any], Callable[..., None]]] = {
    "bert": (_bert, bert.load_hugging_face),
    "gpt2": (_gpt2, gpt2.load_hugging_face),
    "llama": (_llama, llama.load_hugging_face),
    "t5": (_t5, t5.load_hugging_face),
}
