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
# # Lab: build residual networks, solutions
#
# The [lab](resnets.ipynb) with its blanks filled in. Other ways are as good; the
# checks accept whatever computes the same.

# %%
from math import comb

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from unmasked.data import digits
from unmasked.practice.resnets import check_block, check_paths
from unmasked.practice.resnets_lab import check_block_backward, check_option_a

# %% [markdown]
# ## 1. The block
#
# Inputs in rows, `x` is `(n, d)`: $y = \operatorname{relu}(x + W_2
# \operatorname{relu}(W_1 x))$.


# %%
def block(x, w1, w2):
    inner = np.maximum(x @ w1.T, 0)
    return np.maximum(x + inner @ w2.T, 0)


check_block(block)

# %% [markdown]
# ## 2. Its gradients, by hand
#
# `grad` is the gradient at the output. First pass the last ReLU: it lets through
# where the sum was positive. At the sum the gradient splits: one copy goes home by
# the shortcut, the other through $W_2$, the inner ReLU and $W_1$.


# %%
def block_backward(grad, x, w1, w2):
    inner = np.maximum(x @ w1.T, 0)
    total = x + inner @ w2.T
    at_total = grad * (total > 0)
    d_w2 = at_total.T @ inner
    at_inner = (at_total @ w2) * (inner > 0)
    d_w1 = at_inner.T @ x
    d_x = at_total + at_inner @ w1
    return d_x, d_w1, d_w2


check_block_backward(block_backward)

# %% [markdown]
# Is it what autograd finds?

# %%
rng = np.random.default_rng(0)
x, grad = rng.normal(size=(2, 5, 4))
w1, w2 = rng.normal(size=(2, 4, 4))
leaf = torch.tensor(x, requires_grad=True)
inner = (leaf @ torch.tensor(w1).T).relu()
out = (leaf + inner @ torch.tensor(w2).T).relu()
(expected,) = torch.autograd.grad(out, leaf, torch.tensor(grad))
ours = block_backward(grad, x, w1, w2)[0]
print("Equal to autograd:", np.allclose(ours, expected.numpy()))

# %% [markdown]
# ## 3. A shortcut where shapes change
#
# Option A: `x` is `(channels, height, width)`. Keep every second row and column,
# and fill up with channels of zeros.


# %%
def option_a(x, out_channels):
    kept = x[:, ::2, ::2]
    new = np.zeros((out_channels - len(x), *kept.shape[1:]))
    return np.concatenate([kept, new])


check_option_a(option_a)

# %% [markdown]
# ## 4. Which paths carry the gradient
#
# $n$ blocks, each branch multiplies a gradient by $j$. The shares of the paths of
# length $0, 1, \dots, n$:


# %%
def shares(n, j):
    terms = [comb(n, k) * j**k for k in range(n + 1)]
    return np.array(terms) / sum(terms)


check_paths(shares)

# %% [markdown]
# ## 5. A depth sweep of your own
#
# A residual network of linear layers, without norms. Fill in the sum, and let the
# last matrix of each branch start at zero where `quiet` says so. Then read the
# table: which networks learn, and which of them diverge?


# %%
class Block(nn.Module):
    def __init__(self, width, shortcut, quiet):
        super().__init__()
        self.first, self.last = nn.Linear(width, width), nn.Linear(width, width)
        self.shortcut = shortcut
        nn.init.kaiming_normal_(self.first.weight)
        nn.init.kaiming_normal_(self.last.weight)
        if quiet:
            nn.init.zeros_(self.last.weight)

    def forward(self, x):
        branch = self.last(F.relu(self.first(x)))
        if self.shortcut:
            branch = branch + x
        return F.relu(branch)


def training_error(n_blocks, shortcut, quiet, seed, epochs=4, width=32):
    torch.manual_seed(seed)
    blocks = [Block(width, shortcut, quiet) for _ in range(n_blocks)]
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(64, width), *blocks, nn.Linear(width, 10)
    )
    images, labels = digits("train")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(32):
            loss = F.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    wrong = model(images).argmax(dim=-1) != labels
    return float(wrong.float().mean())


print("blocks  plain  shortcut  quiet shortcut")
for n_blocks in (1, 9, 27):
    row = [
        np.mean([training_error(n_blocks, *kind, seed) for seed in (0, 1)])
        for kind in ((False, False), (True, False), (True, True))
    ]
    print(f"{n_blocks:6}  {row[0]:5.2f}  {row[1]:8.2f}  {row[2]:14.2f}")

# %% [markdown]
# Where a bare shortcut diverges, its loss is no number and every answer counts as
# the digit 0: nine in ten are wrong. Two seeds and four passes are few; the lesson's
# own runs have three seeds, more passes and two learning rates.
