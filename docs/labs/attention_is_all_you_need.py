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
# # Lab: assemble the Transformer
#
# Attention comes from the package; the lesson on
# [self-attention](../transformer/self-attention.md) takes it apart. Here you
# put the rest of the 2017 model around it. Fill in the blanks, written `...`, run the cell, and
# read what the check says. You need the lesson
# [Attention Is All You Need](../transformer/attention-is-all-you-need.md) and
# the course's package. The [solutions](attention_is_all_you_need_solutions.ipynb)
# are apart.

# %%
import numpy as np
import torch
import torch.nn.functional as F

from unmasked.practice.attention_is_all_you_need import (
    check_length_penalty,
    check_schedule,
    check_shift,
)
from unmasked.practice.attention_is_all_you_need_lab import (
    check_add_norm,
    check_decoder_layer,
    check_encoder_layer,
    check_smoothed_loss,
    check_stacks,
    check_write,
)

# %% [markdown]
# ## 1. Add, then normalize
#
# The output of a sublayer is added to its input, and the sum is normalized over
# the features of each token: mean 0, variance 1 (divide by n, and put
# ε = 10⁻⁵ under the root), then a gain and a bias.


# %%
def add_norm(x, y, gain, bias):
    total = ...
    centered = ...
    variance = ...
    return ...


check_add_norm(add_norm)

# %% [markdown]
# ## 2. A layer that reads
#
# Two sublayers, each wired as in 1. Here `norm` stands for the normalization
# alone: `norm(a + b)`.


# %%
def encoder_layer(x, attention, feed_forward, norm):
    x = ...
    return ...


check_encoder_layer(encoder_layer)

# %% [markdown]
# ## 3. A layer that writes
#
# Three sublayers: `look_back(y)`, `look_across(query, memory)` and
# `feed_forward(y)`.


# %%
def decoder_layer(y, memory, look_back, look_across, feed_forward, norm):
    y = ...
    y = ...
    return ...


check_decoder_layer(decoder_layer)

# %% [markdown]
# ## 4. Two stacks
#
# Run the encoder on `x`, then the decoder on `y`. A decoder layer is called as
# `layer(y, memory)`. Which memory does each of them get?


# %%
def stacks(x, y, encoder, decoder):
    ...
    return ...


check_stacks(stacks)

# %% [markdown]
# ## 5. The same row twice
#
# From a framed target, `["<s>", …, "</s>"]`, make what the decoder is given and
# what it must say.


# %%
def shift(row):
    return ..., ...


check_shift(shift)

# %% [markdown]
# ## 6. The loss against a smoothed target
#
# For one position: logits `z`, the right token `y`, and ε. Each token n of N is
# wanted with ε/N, the right one with 1 − ε more. Logits of 1000 must not break it.


# %%
def smoothed_loss(z, y, epsilon):
    z = ...
    surprise = ...  # -log softmax(z), one number for each token
    return ...


check_smoothed_loss(smoothed_loss)

# %% [markdown]
# Does PyTorch mean the same?

# %%
z, y = np.array([2.0, -1.0, 0.5, 3.0]), 1
theirs = F.cross_entropy(
    torch.tensor(z)[None], torch.tensor([y]), label_smoothing=0.1
)
ours = smoothed_loss(z, y, 0.1)
if ours is ...:
    print("Nothing to compare yet.")
else:
    print("Equal to PyTorch:", np.allclose(ours, theirs.item()))

# %% [markdown]
# ## 7. The schedule
#
# The learning rate of a step, from the width of the model and the length of the
# warm-up.


# %%
def rate(step, d_model, warmup):
    return ...


check_schedule(rate)

# %% [markdown]
# ## 8. Write, one token after another
#
# `logits_of(tokens)` gives a row of logits for each token so far; the last row
# scores what comes next. Begin with `start`, take the best each time, stop at
# `end` or after `limit` tokens. Return what was written, without the frame.


# %%
def write(logits_of, start, end, limit):
    tokens = [start]
    ...
    return ...


check_write(write)

# %% [markdown]
# Your loop, and the model that the course trained. It has never seen this
# message.

# %%
from unmasked.experiments.trained_translator import translator as trained

translator = trained()
source, _ = translator.pair("Show all hidden rows")
memory = translator.model.encode(torch.tensor([source]))


def logits_of(tokens):
    with torch.inference_mode():
        return translator.model.decode(torch.tensor([tokens]), memory)[0]


written = write(logits_of, translator.start, translator.end, 20)
if written is ...:
    print("Nothing written yet.")
else:
    print(translator.tokenizer.decode(written))

# %% [markdown]
# ## 9. Who wins
#
# Beam search compares texts of different length. Give the score of one from its
# log-probability, its length and α: divide by ((5 + length) / 6)ᵅ.


# %%
def score(log_probability, length, alpha):
    return ...


check_length_penalty(score)

# %% [markdown]
# ## Where to go from here
#
# Read `unmasked/models/transformer.py`: it is this lab with attention inside, and
# the tensors of a batch. Then translate a message of your own with your loop, and
# find one that goes wrong.
