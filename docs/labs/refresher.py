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
# # Lab: train a network from nothing
#
# Each cell below has blanks, written `...`. Fill them in, run the cell, and read
# what the check says: it looks for the mistake you made, not only for the right
# answer. You need the [refresher](../start/refresher.md) and the course's package
# (`pip install -e .` in a clone of the repository); NumPy is all it uses. The
# [solutions](refresher_solutions.ipynb) are apart.

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
    hidden = ...
    return ...


check_forward(forward)

# %% [markdown]
# ## 2. Loss
#
# The mean, over the rows of `scores`, of $\log\sum_m e^{z_m} - z_t$. `target` holds
# the right class of each row. Scores of 1,000 must not break it.


# %%
def loss(scores, target):
    return ...


check_loss(loss)

# %% [markdown]
# ## 3. The gradient at the scores
#
# Predicted, less right, and divided by the number of rows, since the loss is a mean.


# %%
def loss_gradient(scores, target):
    p = ...
    return ...


check_loss_gradient(loss_gradient)

# %% [markdown]
# ## 4. Backward
#
# From the gradient at the scores to that of all four arrays. Write the shapes under
# each product before you run it.


# %%
def backward(x, w, d_scores):
    hidden = ...
    d_hidden = ...
    return {
        "w1": ...,
        "b1": ...,
        "w2": ...,
        "b2": ...,
    }


check_backward(backward)

# %% [markdown]
# ## 5. A step
#
# New weights, each a little against its own slope. Return a new dict.


# %%
def step(w, slopes, rate):
    return ...


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
    ...  # scores, slopes, and a step: w = step(...)


# %%
def predict(points):
    return ...  # the class with the highest score, for each point


check_training(predict)

# %% [markdown]
# ## Where to go from here
#
# Read `unmasked/experiments/spiral_training.py`, which does the same with the
# package's layers. Then break it: start all weights at 0.5, or take a rate of 10, and
# say what you will see before you run it.
