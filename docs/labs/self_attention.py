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
# # Lab: build self-attention
#
# Each cell below has blanks, written `...`. Fill them in, run the cell, and read
# what the check says: it looks for the mistake you made, not only for the right
# answer. You need the lesson on
# [self-attention](../transformer/self-attention.md) and the course's package
# (`pip install -e .` in a clone of the repository). The
# [solutions](self_attention_solutions.ipynb) are apart.

# %%
import numpy as np
import torch
import torch.nn.functional as F

from unmasked.from_scratch import scaled_dot_product as reference
from unmasked.practice.self_attention import check_softmax
from unmasked.practice.self_attention_lab import (
    check_attend,
    check_causal_mask,
    check_fused,
    check_numerical_gradient,
    check_scores,
    check_softmax_backward,
)

# %% [markdown]
# ## 1. Softmax
#
# Turn each row of scores into weights that sum to one:
# $w_j = e^{s_j} / \sum_k e^{s_k}$. Scores may have any number of axes; the
# last one runs over the keys. A score of 1000 must not break it.


# %%
def softmax(scores):
    largest = ...  # of each row, as a column
    powers = ...
    return ...


check_softmax(softmax)

# %% [markdown]
# ## 2. Scores
#
# One score for each query and each key: $QK^\top/\sqrt d$. Queries are
# `(..., n_query, d)`, keys `(..., n_key, d)`, scores `(..., n_query, n_key)`.
# The dots may stand for a batch and heads, so `key.T`, which turns *all* axes
# around, will not do.


# %%
def scores(query, key):
    return ...


check_scores(scores)

# %% [markdown]
# ## 3. The causal mask
#
# A boolean array, `True` where a query (row) may look at a key (column): at
# itself and what came before. With fewer queries than keys the queries are the
# *last* positions, as when a model has already read the rest.


# %%
def causal_mask(n_query, n_key):
    return ...


check_causal_mask(causal_mask)

# %% [markdown]
# ## 4. Attention
#
# Put the parts together. Hide what the mask forbids *before* the softmax. Then
# think of a row in which nothing is allowed: by definition its output is zeros.


# %%
def attend(query, key, value, mask):
    # The scores, hidden where the mask is False.
    visible = ...
    weights = ...
    # What if a row is hidden altogether?
    weights = ...
    return ...


check_attend(attend)

# %% [markdown]
# Is it the function that the field means? PyTorch can tell.

# %%
rng = np.random.default_rng(0)
query, key, value = rng.standard_normal((3, 2, 6, 8))
mask = np.tri(6, dtype=bool)
tensors = [torch.from_numpy(array) for array in (query, key, value)]
theirs = F.scaled_dot_product_attention(*tensors, is_causal=True)
ours = attend(query, key, value, mask)
if ours is ...:
    print("Nothing to compare yet.")
else:
    print("Equal to PyTorch:", np.allclose(ours, theirs.numpy()))

# %% [markdown]
# ## 5. The fused call
#
# The same in one line of PyTorch. The arguments are tensors, the mask is ours:
# `True` where one may look. Does `F.scaled_dot_product_attention` read it so?


# %%
def fused(query, key, value, mask):
    return ...


check_fused(fused)

# %% [markdown]
# ## 6. Check a gradient
#
# Whoever derives a gradient should test it. The derivative of $f$ with respect
# to one entry of $x$ is nearly
# $\frac{f(x + \varepsilon e) - f(x - \varepsilon e)}{2\varepsilon}$, where $e$ is
# 1 at that entry and 0 elsewhere.


# %%
def numerical_gradient(f, x, epsilon=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = epsilon
        gradient[place] = ...
    return gradient


check_numerical_gradient(numerical_gradient)

# %% [markdown]
# ## 7. Back through the softmax
#
# `grad` holds $g_k = \partial L/\partial w_k$ and `weights` the $w_k$ of each
# row. With $\partial w_k/\partial s_j = w_k(\delta_{jk} - w_j)$, what is
# $\partial L/\partial s_j$? Work it out on paper; it is short in the end.


# %%
def softmax_backward(grad, weights):
    return ...


check_softmax_backward(softmax_backward)

# %% [markdown]
# Now your derivation against your differences: two roads to one number.

# %%
s, g = rng.standard_normal((2, 3, 4))


def loss(s):
    return (g * reference.softmax(s)).sum()


derived = softmax_backward(g, reference.softmax(s))
if derived is ...:
    print("Nothing to compare yet.")
else:
    measured = numerical_gradient(loss, s)
    print("Equal:", np.allclose(derived, measured))

# %% [markdown]
# ## Where to go from here
#
# Read `unmasked/from_scratch/scaled_dot_product.py`, which is this lab in one
# file, forward and backward. Then try without looking: derive the gradients with
# respect to query, key and value, and check them with section 6.
