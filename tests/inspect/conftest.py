"""Small models whose insides are looked into."""

import pytest
import torch

from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.llama import Llama, LlamaConfig

SIZES = {
    "vocab_size": 40, "n_layers": 3, "d_model": 24, "n_heads": 4,
    "max_length": 12,
}  # fmt: skip


@pytest.fixture
def gpt2() -> GPT2:
    return GPT2(GPT2Config(**SIZES)).eval()


@pytest.fixture
def llama() -> Llama:
    return Llama(LlamaConfig(**SIZES, n_kv_heads=2, d_ff=32)).eval()


@pytest.fixture
def tokens() -> torch.Tensor:
    return torch.randint(40, (2, 7))
