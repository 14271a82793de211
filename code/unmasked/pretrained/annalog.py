"""ANNalog, from a package of the Python index: molecules like a molecule.

    pip install --no-deps annalog

A 2017 Transformer that translates from chemistry to chemistry. It reads a
molecule as a line of text (SMILES: "CCO" is ethanol) and writes others that a
chemist might try next. It differs from the paper's in what surrounds the
blocks: each half has an embedding of its own and learned positions, and the
head is a third matrix.

Source: https://github.com/DVNecromancer/ANNalog, MIT
"""

from pathlib import Path

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from unmasked._sizes import check_positive
from unmasked.attention import fused
from unmasked.attention.multi_head import KeysValues
from unmasked.attention.protocols import Attend, Cache
from unmasked.embeddings import TokenEmbedding, UntiedHead
from unmasked.generation import KVCache, Writer, beam_search
from unmasked.models._decoder import cache_room, next_positions
from unmasked.models._encoder_decoder import memory_of_each, project_memory
from unmasked.models.transformer import (
    DecoderBlock,
    EncoderBlock,
    TransformerConfig,
)
from unmasked.positions.learned import LearnedPositions
from unmasked.pretrained.installed import installed_file
from unmasked.pretrained.plain_pickle import read_plain_pickle
from unmasked.pretrained.smiles import Smiles
from unmasked.pretrained.translate import Rule, load_translated

# model_handler.py of the package
ANNALOG = TransformerConfig(
    vocab_size=59,
    n_layers=3,
    d_model=256,
    n_heads=8,
    d_ff=512,
    max_length=102,
    biased=True,
)


class Annalog(nn.Module):
    """A 2017 Transformer in which source and target share no weights.

        encode:  x = √d · embed₁(source) + positions₁, then the 2017 blocks
        decode:  y = √d · embed₂(target) + positions₂, then the 2017 blocks
        logits = y Wᵀ + b

    Args:
        config: the sizes.
        attend: how attention is computed.

    Raises:
        ValueError: if sizes do not divide, there are no tokens or too many,
            or a token id is outside the vocabulary.

    Example:
        >>> config = TransformerConfig(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, d_ff=16
        ... )
        >>> model = Annalog(config)
        >>> memory = model.encode(torch.tensor([[2, 5, 4, 3]]))
        >>> model.decode(torch.tensor([[2, 5]]), memory).shape
        torch.Size([1, 2, 9])
    """

    def __init__(
        self, config: TransformerConfig, *, attend: Attend = fused.attend
    ) -> None:
        super().__init__()
        check_positive(n_layers=config.n_layers)
        self.config, d_model = config, config.d_model
        vocab_size, layers = config.vocab_size, range(config.n_layers)
        embeds = [
            TokenEmbedding(vocab_size=vocab_size, d_model=d_model, scaled=True)
            for _ in range(2)
        ]
        positions = [
            LearnedPositions(max_length=config.max_length, d_model=d_model)
            for _ in range(2)
        ]
        self.encoder_embed, self.decoder_embed = embeds
        self.encoder_positions, self.decoder_positions = positions
        self.encoder = nn.ModuleList(
            EncoderBlock(config, attend=attend) for _ in layers
        )
        self.decoder = nn.ModuleList(
            DecoderBlock(config, attend=attend) for _ in layers
        )
        self.head = UntiedHead(
            vocab_size=vocab_size, d_model=d_model, bias=True
        )

    def encode(
        self,
        source: Int[Tensor, "batch source"],
        *,
        mask: Bool[Tensor, "*#scores #source #source"] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Read a molecule: the memory that the decoder looks at."""
        places = next_positions(
            source, None, max_length=self.config.max_length, mask=mask
        )
        x = self.encoder_embed(source) + self.encoder_positions(places)
        for block in self.encoder:
            x = block(x, mask=mask)
        return x

    def keys_values(
        self, memory: Float[Tensor, "batch source d_model"]
    ) -> list[KeysValues]:
        """Project the memory, once for all tokens that will be written."""
        return project_memory(self.decoder, memory)

    def decode(
        self,
        target: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch source d_model"] | list[KeysValues],
        *,
        mask: Bool[Tensor, "*#scores #seq #all_seq"] | None = None,
        memory_mask: Bool[Tensor, "*#scores #seq #source"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Score the next token; `target` follows what the cache holds."""
        places = next_positions(
            target, cache, max_length=self.config.max_length, mask=mask
        )
        y = self.decoder_embed(target) + self.decoder_positions(places)
        memories = memory_of_each(
            memory, target, n_layers=len(self.decoder), mask=memory_mask
        )
        for i, block in enumerate(self.decoder):
            past = None if cache is None else cache[i]
            y = block(
                y, memories[i], mask=mask, memory_mask=memory_mask, cache=past
            )
        return self.head(y)

    def new_cache(self, *, batch: int, max_length: int | None = None) -> Cache:
        """Room for what the decoder has written in `batch` sequences."""
        weight = self.decoder_embed.weight
        return KVCache(
            n_layers=self.config.n_layers,
            batch=batch,
            n_kv_heads=self.config.n_heads,
            max_length=cache_room(
                max_length, max_length=self.config.max_length
            ),
            d_head=self.config.d_model // self.config.n_heads,
            device=weight.device,
            dtype=weight.dtype,
        )


HALF = r"(encoder|decoder)\."
LAYER = HALF + r"layers\.(\d+)\."
ATTENTIONS = {
    "self_attention": "self_attention",
    "encoder_attention": "cross_attention",
}
NORMS = {
    "self_attn": "self_attention",
    "enc_attn": "cross_attention",
    "ff": "feed_forward",
}
FEED_FORWARD = {"1": "up", "2": "down"}
RULES = [
    Rule(HALF + r"tok_embedding\.weight", r"\1_embed.weight"),
    Rule(HALF + r"pos_embedding\.weight", r"\1_positions.weight"),
    *(
        Rule(
            LAYER + theirs + r"\.fc_(q|k|v|o)\.(weight|bias)",
            rf"\1.\2.{ours}.sublayer.\3_proj.\4",
        )
        for theirs, ours in ATTENTIONS.items()
    ),
    *(
        Rule(
            LAYER + theirs + r"_layer_norm\.(weight|bias)",
            rf"\1.\2.{ours}.norm.\3",
        )
        for theirs, ours in NORMS.items()
    ),
    *(
        Rule(
            LAYER + rf"positionwise_feedforward\.fc_{theirs}\.(weight|bias)",
            rf"\1.\2.feed_forward.sublayer.{ours}_proj.\3",
        )
        for theirs, ours in FEED_FORWARD.items()
    ),
    Rule(r"decoder\.fc_out\.(weight|bias)", r"head.\1"),
]


def annalog_file(name: str) -> Path:
    """Where the installed package keeps one of the model's files.

    Raises:
        ModuleNotFoundError: if it is not installed.
    """
    return installed_file("annalog", "annalog", "ckpt_and_vocab", name)


def load_annalog() -> tuple[Annalog, Smiles]:
    """The model and its tokenizer. Both files are pickles, read as data alone.

    Raises:
        ModuleNotFoundError: if the package is not installed.
        ValueError: if its files do not hold this model.
    """
    model = Annalog(ANNALOG)
    path = annalog_file("Lev_extended.pt")
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        # Of what kind it is depends on where in the file PyTorch stumbles.
        raise ValueError(
            f"{path} is truncated or holds no weights: {error}"
        ) from None
    load_translated(model, weights, RULES)
    vocabulary = read_plain_pickle(
        annalog_file("stereo_experiment_vocab_ttf.pkl")
    )
    return model.eval(), Smiles(vocabulary["itos"])


@torch.inference_mode()
def analogues(
    model: Annalog, tokenizer: Smiles, molecule: str, *, n: int = 8
) -> list[str]:
    """The molecules that the model finds likeliest after this one.

    The molecule itself may be among them. Nothing checks that they can exist:
    the model knows how such texts look.

    Args:
        model: the model.
        tokenizer: its tokenizer.
        molecule: in SMILES.
        n: how many; as many beams are searched.

    Raises:
        ValueError: if the molecule has unknown tokens or is too long.

    Example:
        >>> model, tokenizer = load_annalog()
        >>> ethanol = analogues(model, tokenizer, "CCO", n=2)
        >>> len(ethanol)
        2
    """
    memory = model.encode(torch.tensor([tokenizer.encode(molecule)]))
    [start, end] = tokenizer.encode("")
    found = beam_search(
        Writer(model, memory),
        [start],
        n_beams=n,
        max_new_tokens=model.config.max_length,
        end_token=end,
        length_penalty=0,
    )
    return [tokenizer.decode(one.tokens) for one in found]
