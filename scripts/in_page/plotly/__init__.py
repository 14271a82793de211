"""A stand-in for Plotly, for the reader's page: `graph_objects`, not more.

The real package is 10 MB. Here a figure is the same JSON, put together with
the same calls; the page draws it with the library that draws all its figures.
Nothing is validated: a misspelled property is ignored by the drawing.
"""
