"""Weights that others trained, in the course's own models.

A checkpoint names and stores its tensors in the manner of the code that wrote
it. One module a family says how its names become ours; `hub` loads any of them
by its name; `minilm`, `smollm2`, `whisper_tiny` and `annalog` come from
packages of the Python index.
"""
