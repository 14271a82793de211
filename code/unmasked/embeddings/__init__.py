"""From token ids to vectors, and from vectors back to token ids."""

from unmasked.embeddings.padded_vocabulary import padded_vocab_size
from unmasked.embeddings.tied_head import TiedHead
from unmasked.embeddings.token_embedding import TokenEmbedding
from unmasked.embeddings.untied_head import UntiedHead

__all__ = ["TiedHead", "TokenEmbedding", "UntiedHead", "padded_vocab_size"]
