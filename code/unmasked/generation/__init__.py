"""From a model's scores to text: rules, caches, searches."""
