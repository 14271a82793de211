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
# # Lab: build multi-head attention, solutions
#
# The [lab](multi_head_attention.ipynb) with its blanks filled in. Other ways are
# as good; the checks accept whatever computes the same.

# %%
import numpy as np
import torch

from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.from_scratch.scaled_dot_product import attend
from unmasked.practice.multi_head_attention import (
    check_contributions,
    check_split,
)
from unmasked.practice.multi_head_attention_lab import (
    check_cross,
    check_merge,
    check_multi_head,
    check_project,
    check_without_head,
)

# %% [markdown]
# ## 1. Split
#
# `x` holds projected tokens, `(n, d_model)`. Make it `(n_heads, n, d_head)`: head
# $i$ takes the $i$-th piece of every token. A single `reshape` gives that shape
# and the wrong numbers.


# %%
def split(x, n_heads):
    cut = x.reshape(len(x), n_heads, -1)
    return cut.swapaxes(0, 1)


check_split(split)

# %% [markdown]
# ## 2. Merge
#
# The way back: from `(n_heads, n, d_head)` to `(n, d_model)`, the heads of a token
# side by side.


# %%
def merge(heads):
    return heads.swapaxes(0, 1).reshape(heads.shape[1], -1)


check_merge(merge)

# %% [markdown]
# ## 3. The layer
#
# Project, split, attend, merge, project. `attend` is that of the last lab: it takes
# arrays of any number of axes and works on the last two, so all heads go in at
# once. Weights multiply from the right: `x @ w_q`.


# %%
def multi_head(x, w_q, w_k, w_v, w_o, n_heads):
    q, k, v = (split(x @ w, n_heads) for w in (w_q, w_k, w_v))
    heads = attend(q, k, v)  # attend works on all heads at once
    return merge(heads) @ w_o


check_multi_head(multi_head)

# %% [markdown]
# ## 4. Look elsewhere
#
# Cross-attention: the tokens of `x` look at those of `context`. Which of the three
# projections read which?


# %%
def cross(x, context, w_q, w_k, w_v, w_o, n_heads):
    q = split(x @ w_q, n_heads)
    k, v = (split(context @ w, n_heads) for w in (w_k, w_v))
    return merge(attend(q, k, v)) @ w_o


check_cross(cross)

# %% [markdown]
# ## 5. One product for all
#
# Three products with thin matrices are slower than one with a wide one. The
# columns of `w_qkv` are all queries, then all keys, then all values. Return
# `(3, n_heads, n, d_head)`.


# %%
def project(x, w_qkv, n_heads):
    parts = (x @ w_qkv).reshape(len(x), 3, n_heads, -1)
    return parts.transpose(1, 2, 0, 3)


check_project(project)

# %% [markdown]
# ## 6. Who wrote what?
#
# The output is a sum over heads. Give the terms: from `heads`,
# `(n_heads, n, d_head)`, and `w_o`, what each head adds, `(n_heads, n, d_model)`.


# %%
def contributions(heads, w_o):
    n_heads, _, d_head = heads.shape
    return heads @ w_o.reshape(n_heads, d_head, -1)


check_contributions(contributions)

# %% [markdown]
# ## 7. Cut a head out
#
# Return the four matrices of the layer without head number `head`: smaller ones,
# not zeros.


# %%
def without_head(w_q, w_k, w_v, w_o, n_heads, head):
    d_head = w_q.shape[1] // n_heads
    gone = slice(head * d_head, (head + 1) * d_head)
    w_q, w_k, w_v = (np.delete(w, gone, axis=1) for w in (w_q, w_k, w_v))
    return w_q, w_k, w_v, np.delete(w_o, gone, axis=0)


check_without_head(without_head)

# %% [markdown]
# ## 8. Your layer against the package's
#
# `nn.Linear` keeps its matrix transposed. Put the package's weights into your
# function; then take a head out and see that exactly its contribution is gone.

# %%
torch.manual_seed(0)
layer = MultiHeadAttention(d_model=12, n_heads=3).double()
names = ("q_proj", "k_proj", "v_proj", "o_proj")
weights = [getattr(layer, name).weight.detach().numpy().T for name in names]
x = np.random.default_rng(0).standard_normal((5, 12))
theirs = layer(torch.from_numpy(x)[None])[0].detach().numpy()
ours = multi_head(x, *weights, 3)
if ours is ...:
    print("Nothing to compare yet.")
else:
    print("Equal to the package:", np.allclose(ours, theirs))

# %%
q, k, v = (split(x @ w, 3) for w in weights[:3])
smaller = without_head(*weights, 3, 1)
if q is ... or smaller is ... or ours is ...:
    print("Nothing to compare yet.")
else:
    written = contributions(attend(q, k, v), weights[3])
    rest = multi_head(x, *smaller, 2)
    print("Only its own part is gone:", np.allclose(rest, ours - written[1]))

# %% [markdown]
# ## Where to go from here
#
# Compare with the package: `unmasked/from_scratch/multi_head.py` is this lab with a
# mask, forward and backward.
