"""The course's GPT-2, small and in double precision: the twin's oracle."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.models.gpt2 import GPT2, GPT2Config

VOCAB, D_MODEL, N_HEADS, LENGTH = 11, 6, 2, 8
TOKENS = torch.randint(
    0, VOCAB, (3, 6), generator=torch.Generator().manual_seed(0)
)


def tiny_gpt(n_layers: int = 2) -> GPT2:
    config = GPT2Config(
        vocab_size=VOCAB,
        n_layers=n_layers,
        d_model=D_MODEL,
        n_heads=N_HEADS,
        max_length=LENGTH,
    )
    model = GPT2(config).double()
    for weight in model.parameters():  # No gain of 1, no bias of 0.
        nn.init.normal_(weight, mean=0.1, std=0.5)
    return model


def mean_loss(model: GPT2, tokens: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(model(tokens).flatten(0, 1), targets.flatten())
