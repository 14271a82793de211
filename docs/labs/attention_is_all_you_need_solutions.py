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
# # Lab: assemble the Transformer, solutions
#
# The [lab](attention_is_all_you_need.ipynb) with its blanks filled in. Other ways
# are as good; the checks accept whatever computes the same.

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
    total = x + y
    centered = total - total.mean(axis=-1, keepdims=True)
    variance = (centered**2).mean(axis=-1, keepdims=True)
    return gain * centered / np.sqrt(variance + 1e-5) + bias


check_add_norm(add_norm)

# %% [markdown]
# ## 2. A layer that reads
#
# Two sublayers, each wired as in 1. Here `norm` stands for the normalization
# alone: `norm(a + b)`.


# %%
def encoder_layer(x, attention, feed_forward, norm):
    x = norm(x + attention(x))
    return norm(x + feed_forward(x))


check_encoder_layer(encoder_layer)

# %% [markdown]
# ## 3. A layer that writes
#
# Three sublayers: `look_back(y)`, `look_across(query, memory)` and
# `feed_forward(y)`.


# %%
def decoder_layer(y, memory, look_back, look_across, feed_forward, norm):
    y = norm(y + look_back(y))
    y = norm(y + look_across(y, memory))
    return norm(y + feed_forward(y))


check_decoder_layer(decoder_layer)

# %% [markdown]
# ## 4. Two stacks
#
# Run the encoder on `x`, then the decoder on `y`. A decoder layer is called as
# `layer(y, memory)`. Which memory does each of them get?


# %%
def stacks(x, y, encoder, decoder):
    for layer in encoder:
        x = layer(x)
    for layer in decoder:
        y = layer(y, x)
    return y


check_stacks(stacks)

# %% [markdown]
# ## 5. The same row twice
#
# From a framed target, `["<s>", …, "</s>"]`, make what the decoder is given and
# what it must say.


# %%
def shift(row):
    return row[:-1], row[1:]


check_shift(shift)

# %% [markdown]
# ## 6. The loss against a smoothed target
#
# For one position: logits `z`, the right token `y`, and ε. Each token n of N is
# wanted with ε/N, the right one with 1 − ε more. Logits of 1000 must not break it.


# %%
def smoothed_loss(z, y, epsilon):
    z = z - z.max()
    surprise = np.log(np.exp(z).sum()) - z  # -log softmax(z)
    return (1 - epsilon) * surprise[y] + epsilon * surprise.mean()


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
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)


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
    for _ in range(limit):
        token = int(logits_of(tokens)[-1].argmax())
        if token == end:
            break
        tokens.append(token)
    return tokens[1:]


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
    return log_probability / ((5 + length) / 6) ** alpha


check_length_penalty(score)

# %% [markdown]
# ## Where to go from here
#
# Read `unmasked/models/transformer.py`: it is this lab with attention inside, and
# the tensors of a batch. Then translate a message of your own with your loop, and
# find one that goes wrong.
