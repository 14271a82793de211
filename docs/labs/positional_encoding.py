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
# # Lab: build positional encodings
#
# Each cell below has blanks, written `...`. Fill them in, run the cell, and read
# what the check says: it looks for the mistake you made, not only for the right
# answer. You need the lesson on
# [positional encoding](../transformer/positional-encoding.md) and the course's
# package (`pip install -e .` in a clone of the repository). The
# [solutions](positional_encoding_solutions.ipynb) are apart.

# %%
import numpy as np
import torch

from unmasked.from_scratch.scaled_dot_product import softmax
from unmasked.positions.rotary import Rotary
from unmasked.practice.positional_encoding_lab import (
    check_alibi,
    check_buckets,
    check_convert,
    check_rotate,
    check_scores,
    check_sinusoids,
)

# %% [markdown]
# ## 1. Sinusoids
#
# A row for each position, `(n, d)`: entry $2i$ is $\sin(p\,\theta_i)$, entry $2i+1$
# is $\cos(p\,\theta_i)$, with $\theta_i = 10000^{-2i/d}$.


# %%
def sinusoids(n, d):
    theta = ...  # (d / 2,)
    angles = ...  # (n, d / 2)
    table = np.empty((n, d))
    table[:, 0::2] = ...
    table[:, 1::2] = ...
    return table


check_sinusoids(sinusoids)

# %% [markdown]
# ## 2. RoPE
#
# Turn each pair of neighbors $(a, b)$ of token $p$ by $p\,\theta_i$:
# $(a\cos - b\sin,\ a\sin + b\cos)$. `x` is `(n, d)`, `positions` is `(n,)`.


# %%
def rotate(x, positions):
    d = x.shape[-1]
    angles = ...
    a, b = x[:, 0::2], x[:, 1::2]
    turned = np.empty_like(x)
    turned[:, 0::2] = ...
    turned[:, 1::2] = ...
    return turned


check_rotate(rotate)

# %% [markdown]
# ## 3. The offset alone
#
# Scores of `q` and `k`, `(n, d)` each, with RoPE, divided by $\sqrt d$, if the first
# token stands at position `start`. The check asks for two values of `start`.


# %%
def rotary_scores(q, k, start):
    positions = ...
    return ...


check_scores(rotary_scores)

# %% [markdown]
# ## 4. T5's buckets
#
# For a decoder with 16 buckets: distances 0 to 7 have a bucket each. From 8 on the
# bucket is $8 + \lfloor 8 \cdot \log(t/8) / \log(32/8) \rfloor$, and never above 15.


# %%
def buckets(distance):
    near = distance < 8
    far = ...  # mind log(0): np.maximum(distance, 8)
    return np.where(near, distance, far)


check_buckets(buckets)

# %% [markdown]
# ## 5. ALiBi
#
# From the scores of one head, `(n, n)`, and its slope to causal weights: subtract
# slope times distance, hide what comes later, softmax.


# %%
def alibi_weights(scores, slope):
    places = np.arange(len(scores))
    distance = ...
    biased = ...
    hidden = places > places[:, None]
    return softmax(np.where(hidden, -np.inf, biased))


check_alibi(alibi_weights)

# %% [markdown]
# ## 6. Convert a checkpoint
#
# A query projection, `(n_heads · d_head, d_model)`, was trained with interleaved
# pairs. Reorder its rows, head by head, for code that turns half-split pairs.


# %%
def convert(weight, n_heads):
    heads = weight.reshape(n_heads, -1, weight.shape[1])
    return ...


check_convert(convert)

# %% [markdown]
# ## The same as the package's?
#
# When all six checks say "Right", your scores, from a converted projection and the
# package's half-split rotation, are those of your own interleaved one. Fill in the
# blank and run it.

# %%
rng = np.random.default_rng(0)
x, weight = rng.standard_normal((5, 8)), rng.standard_normal((4, 8))
turn = Rotary(d_rotary=4)(torch.arange(5))
ours = ...  # rotate what x @ weight.T gives, at positions 0 to 4
if ours is not ...:
    projected = torch.from_numpy(x @ convert(weight, 1).T)
    theirs = turn(projected[None].float())[0].numpy()
    same = np.allclose(ours @ ours.T, theirs @ theirs.T, atol=1e-4)
    print("the same scores:", same)
