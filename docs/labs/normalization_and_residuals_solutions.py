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
# # Lab: build norms and residuals, solutions
#
# The [lab](normalization_and_residuals.ipynb) with its blanks filled in. Other ways
# are as good; the checks accept whatever computes the same.

# %%
import numpy as np
import torch

from unmasked.practice.normalization_and_residuals import (
    check_layer_norm,
    check_writes,
)
from unmasked.practice.normalization_and_residuals_lab import (
    check_batch_norm,
    check_layer_norm_backward,
    check_rms_norm,
    check_wirings,
)

# %% [markdown]
# ## 1. LayerNorm
#
# Tokens are rows, or rows of a batch. The variance is the mean square of the
# deviations, and ε is added to it, under the root.


# %%
def layer_norm(x, weight, bias, eps):
    centered = x - x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    return centered / np.sqrt(variance + eps) * weight + bias


check_layer_norm(layer_norm)

# %% [markdown]
# ## 2. Its gradient
#
# `grad` is the gradient at the output. With $s = \sqrt{\sigma^2 + \varepsilon}$,
# $n = (x - \mu)/s$ and $a$ the gradient times the gain, give
# $\tfrac1s (a - \operatorname{mean}(a) - n \odot \operatorname{mean}(a \odot n))$.


# %%
def layer_norm_backward(grad, x, weight, eps):
    s = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    n = (x - x.mean(axis=-1, keepdims=True)) / s
    a = grad * weight
    along_one = a.mean(axis=-1, keepdims=True)
    along_n = (a * n).mean(axis=-1, keepdims=True)
    return (a - along_one - n * along_n) / s


check_layer_norm_backward(layer_norm_backward)

# %% [markdown]
# Is it what autograd finds?

# %%
rng = np.random.default_rng(0)
x, grad = rng.normal(size=(2, 5, 8))
weight = rng.normal(size=8)
ours = layer_norm_backward(grad, x, weight, 1e-5)
if ours is ...:
    print("Nothing to compare yet.")
else:
    leaf = torch.from_numpy(x).requires_grad_()
    out = torch.nn.functional.layer_norm(leaf, (8,), torch.from_numpy(weight))
    out.backward(torch.from_numpy(grad))
    print("Equal to autograd:", np.allclose(ours, leaf.grad.numpy()))

# %% [markdown]
# ## 3. RMSNorm


# %%
def rms_norm(x, weight, eps):
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps) * weight


check_rms_norm(rms_norm)

# %% [markdown]
# ## 4. BatchNorm, in both modes
#
# `x` is `(texts, tokens, features)`; `mean` and `var` are the running averages, one
# number a feature. Leave out ε, gain and bias.


# %%
def batch_norm(x, mean, var, training):
    if training:
        mean, var = x.mean(axis=(0, 1)), x.var(axis=(0, 1))
    return (x - mean) / np.sqrt(var)


check_batch_norm(batch_norm)

# %% [markdown]
# ## 5. Two wirings
#
# `layer` and `norm` are functions of one array.


# %%
def pre_norm(x, layer, norm):
    return x + layer(norm(x))


def post_norm(x, layer, norm):
    return norm(x + layer(x))


check_wirings(pre_norm, post_norm)

# %% [markdown]
# ## 6. Who wrote the logit?
#
# RMSNorm without ε divides the whole stream by one number. Give the share of the
# embedding and of each write.


# %%
def shares(start, writes, gain, word):
    parts = np.vstack([start, writes])
    size = np.sqrt((parts.sum(axis=0) ** 2).mean())
    return parts * gain / size @ word


check_writes(shares)

# %% [markdown]
# ## 7. At which depth do tokens become alike?
#
# A layer that only averages: each token takes the mean of all up to itself, through
# a random matrix. Stack it in your wirings and watch the likeness of tokens. Then
# make the writes smaller (`strength`): which wiring needs it, and how small for 32
# layers?


# %%
def likeness(x):
    unit = x / np.linalg.norm(x, axis=-1, keepdims=True)
    cosines = unit @ unit.T
    n = len(x)
    return (cosines.sum() - n) / (n * (n - 1))


def stack(wiring, n_layers, strength=1.0):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(32, 64))
    average = np.tri(32) / np.arange(1, 33)[:, None]
    one = np.ones(64)
    for _ in range(n_layers):
        matrix = rng.normal(size=(64, 64)) / 8

        def layer(x, matrix=matrix):
            return strength * average @ x @ matrix

        def norm(x):
            return rms_norm(x, one, 1e-6)

        x = wiring(x, layer, norm)
        if x is ...:
            return None
    return round(float(likeness(x)), 2)


for strength in (1.0, 0.3):
    for name, wiring in {"pre": pre_norm, "post": post_norm}.items():
        found = [stack(wiring, depth, strength) for depth in (2, 8, 32)]
        print(f"strength {strength}, {name}-norm: {found}")

# %% [markdown]
# Smaller writes keep the tokens of both apart for longer; post-norm needs them more,
# because what it once mixed it normalizes back to full size. DeepNorm does the same
# from the other side: α makes the stream heavier
# instead of the write lighter. At 32 layers it is $64^{1/4} = 2.8$, so the write has
# the strength $1/2.8 = 0.35$ beside it; the smaller weights make it weaker still.
