"""Whole models, assembled from the parts to read like a paper's figure."""
