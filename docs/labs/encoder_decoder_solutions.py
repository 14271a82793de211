# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab: three arrangements, three objectives, solutions
#
# The [lab](encoder_decoder.ipynb) with its blanks filled in. Other ways are
# as good; the checks accept whatever computes the same.

# %%
import numpy as np
import torch

from unmasked.models.bert import Bert, BertConfig
from unmasked.practice.encoder_decoder import check_spans
from unmasked.practice.encoder_decoder_lab import (
    check_fill,
    check_loss,
    check_mask,
    check_mask_tokens,
    check_who_moved,
)

# %% [markdown]
# ## 1. One function for three masks
#
# `kind` is "encoder", "decoder" or "prefix"; `prefix` counts for the last only.
# Return a table of booleans, `(n, n)`: may row $i$ look at column $j$?


# %%
def mask(kind, n, prefix=0):
    rows, columns = np.arange(n)[:, None], np.arange(n)
    if kind == "encoder":
        return np.ones((n, n), dtype=bool)
    if kind == "decoder":
        return columns <= rows
    return (columns <= rows) | (columns < prefix)


check_mask(mask)

# %% [markdown]
# ## 2. Hide tokens as BERT does
#
# Choose each token with probability `rate`. Of the chosen: 80 % become `mask_id`,
# 10 % a random id below `vocab_size`, 10 % stay. Targets are the old tokens where
# chosen, and −100 elsewhere. Draw with `rng.random(tokens.shape)`.


# %%
def mask_tokens(tokens, rng, *, mask_id, vocab_size, rate=0.15):
    chosen = rng.random(tokens.shape) < rate
    fate = rng.random(tokens.shape)
    inputs = np.where(chosen & (fate < 0.8), mask_id, tokens)
    other = rng.integers(vocab_size, size=tokens.shape)
    inputs = np.where(chosen & (fate >= 0.9), other, inputs)
    targets = np.where(chosen, tokens, -100)
    return inputs, targets


check_mask_tokens(mask_tokens)

# %% [markdown]
# ## 3. Cut spans out as T5 does
#
# `spans` are pairs (from, up to). One sentinel for each in the source; the same
# before its words in the target; one more at the end of the target.


# %%
def corrupt(words, spans, sentinels):
    source, target, end = [], [], 0
    for sentinel, (start, stop) in zip(sentinels, spans, strict=False):
        source += [*words[end:start], sentinel]
        target += [sentinel, *words[start:stop]]
        end = stop
    return source + words[end:], [*target, sentinels[len(spans)]]


check_spans(corrupt)

# %% [markdown]
# ## 4. And back
#
# From source and target make the text again: the proof that nothing was lost.


# %%
def fill(source, target, sentinels):
    said = {}  # for each sentinel the words that follow it in the target
    for word in target:
        if word in sentinels:
            said[word] = latest = []
        else:
            latest.append(word)
    return [w for word in source for w in said.get(word, [word])]


check_fill(fill)

# %% [markdown]
# ## 5. The loss counts what was asked
#
# `log_p` holds log-probabilities, `(n, vocabulary)`. Return minus the mean over
# the places whose target is not −100. If there is none, return 0.


# %%
def loss(log_p, targets):
    asked = targets != -100
    if not asked.any():
        return 0.0
    return -log_p[asked, targets[asked]].mean()


check_loss(loss)

# %% [markdown]
# ## 6. Which family is it?
#
# `run` takes a list of token ids and returns an array with a row for each. Find
# out which rows move when the token in the middle is changed to `other`: a list
# of booleans.


# %%
def who_moved(run, tokens, other):
    changed = list(tokens)
    changed[len(tokens) // 2] = other
    return (run(tokens) != run(changed)).any(axis=1).tolist()


check_who_moved(who_moved)

# %% [markdown]
# ## 7. On a real class
#
# The package's BERT, untrained: every vector should move.

# %%
torch.manual_seed(0)
sizes = {"n_layers": 2, "d_model": 16, "n_heads": 4, "d_ff": 32}
bert = Bert(BertConfig(vocab_size=20, max_length=8, **sizes))


def run(tokens):
    return bert(torch.tensor([tokens]))[0].detach().numpy()


moved = who_moved(run, [1, 2, 3, 4, 5], 9)
if moved is ...:
    print("Nothing to compare yet.")
else:
    print("BERT, by what moves:", "encoder" if all(moved) else "decoder")

# %% [markdown]
# ## Where to go from here
#
# Read `unmasked/experiments/_arrangements.py`: one block, arranged as encoder,
# decoder, or both, and trained with your three objectives. Give the prefix decoder
# a prefix of random length and see what it does to both of its halves.
