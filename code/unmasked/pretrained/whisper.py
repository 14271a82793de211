"""Hugging Face's names for the weights of a Whisper: in its layers Marian's.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/whisper/modeling_whisper.py
"""

from collections.abc import Mapping

from torch import Tensor

from unmasked.models.whisper import Whisper
from unmasked.pretrained import marian
from unmasked.pretrained.translate import Rule, load_translated

RULES = [
    Rule(r"model\.encoder\.conv(1|2)\.(weight|bias)", r"conv\1.\2"),
    *marian.LAYER_RULES,
    Rule(r"model\.(encoder|decoder)\.layer_norm\.(weight|bias)", r"\1_norm.\2"),
    Rule(r"model\.decoder\.embed_tokens\.weight", "embed.weight"),
    Rule(r"model\.decoder\.embed_positions\.weight", "positions.weight"),
    # Sinusoids, stored; and the embedding again.
    Rule(r"model\.encoder\.embed_positions\.weight"),
    Rule(r"proj_out\.weight"),
]


def load_hugging_face(model: Whisper, tensors: Mapping[str, Tensor]) -> None:
    """Fill a Whisper with a checkpoint from the Hugging Face hub.

    Raises:
        ValueError: naming every tensor that does not fit.

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.whisper import WhisperConfig
        >>> theirs = hf.WhisperForConditionalGeneration(hf.WhisperConfig(
        ...     vocab_size=9, num_mel_bins=10, encoder_layers=1,
        ...     decoder_layers=1, d_model=8, encoder_attention_heads=2,
        ...     decoder_attention_heads=2, encoder_ffn_dim=32,
        ...     decoder_ffn_dim=32, max_source_positions=4,
        ...     max_target_positions=4, pad_token_id=0
        ... ))
        >>> ours = Whisper(WhisperConfig(
        ...     vocab_size=9, n_mels=10, n_layers=1, d_model=8, n_heads=2,
        ...     max_frames=8, max_length=4
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.conv1.weight.equal(theirs.model.encoder.conv1.weight)
        True
    """
    load_translated(model, tensors, RULES)
