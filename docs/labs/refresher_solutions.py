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
# # Lab: train a network from nothing, solutions
#
# The [lab](refresher.ipynb) with its blanks filled in. Other ways are as good; the
# checks accept whatever computes the same.

# %%
import numpy as np

from unmasked.from_scratch.spiral import spiral
from unmasked.practice.refresher_lab import (
    check_backward,
    check_forward,
    check_loss,
    check_loss_gradient,
    check_step,
    check_training,
)

# %% [markdown]
# ## 1. Forward
#
# `x` holds one input a row. The weights are in a dict: `w1` is `(2, hidden)`, `b1`
# is `(hidden,)`, `w2` is `(hidden, 3)` and `b2` is `(3,)`. A layer, a ReLU, a layer.


# %%
def forward(x, w):
    hidden = np.maximum(x @ w["w1"] + w["b1"], 0)
    return hidden @ w["w2"] + w["b2"]


check_forward(forward)

# %% [markdown]
# ## 2. Loss
#
# The mean, over the rows of `scores`, of $\log\sum_m e^{z_m} - z_t$. `target` holds
# the right class of each row. Scores of 1,000 must not break it.


# %%
def loss(scores, target):
    scores = scores - scores.max(axis=1, keepdims=True)
    rows = np.arange(len(scores))
    return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[rows, target])


check_loss(loss)

# %% [markdown]
# ## 3. The gradient at the scores
#
# Predicted, less right, and divided by the number of rows, since the loss is a mean.


# %%
def loss_gradient(scores, target):
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), target] -= 1
    return p / len(p)


check_loss_gradient(loss_gradient)

# %% [markdown]
# ## 4. Backward
#
# From the gradient at the scores to that of all four arrays. Write the shapes under
# each product before you run it.


# %%
def backward(x, w, d_scores):
    hidden = np.maximum(x @ w["w1"] + w["b1"], 0)
    d_hidden = (d_scores @ w["w2"].T) * (hidden > 0)
    return {
        "w1": x.T @ d_hidden,
        "b1": d_hidden.sum(axis=0),
        "w2": hidden.T @ d_scores,
        "b2": d_scores.sum(axis=0),
    }


check_backward(backward)

# %% [markdown]
# ## 5. A step
#
# New weights, each a little against its own slope. Return a new dict.


# %%
def step(w, slopes, rate):
    return {name: w[name] - rate * slopes[name] for name in w}


check_step(step)

# %% [markdown]
# ## 6. Train
#
# Put the parts together. 32 hidden units, 400 steps and a rate of 1 are enough.
# Print the loss now and then: it should start near $\log 3$, since an untrained
# network knows nothing of the three arms.

# %%
x, arm = spiral(240, seed=0)
rng = np.random.default_rng(0)
w = {
    "w1": rng.standard_normal((2, 32)),
    "b1": np.zeros(32),
    "w2": rng.standard_normal((32, 3)) * np.sqrt(2 / 32),
    "b2": np.zeros(3),
}
for number in range(400):
    scores = forward(x, w)
    if number % 100 == 0:
        print(f"step {number}: loss {loss(scores, arm):.3f}")
    w = step(w, backward(x, w, loss_gradient(scores, arm)), rate=1)


# %%
def predict(points):
    return forward(points, w).argmax(axis=1)


check_training(predict)

# %% [markdown]
# ## Where to go from here
#
# Compare with the package: `unmasked/experiments/spiral_training.py` does the same
# with the layers of `unmasked.from_scratch`.
