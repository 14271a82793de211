"""unmasked: the transformer, one readable piece at a time.

One concept has one name, and under that name one file here, one test file and
one place in the course. The subpackages are the table of contents:

    attention      how tokens look at each other
    positions      how tokens know where they stand
    norms          keeping activations at a usable size
    residual       wiring sublayers to the residual stream
    feed_forward   what a token does by itself
    tokenizers     from text to tokens and back
    embeddings     from tokens to vectors and back
    recurrent      one token after another, before attention
    convolution    residual networks on images
    models         whole models, assembled to read like a paper's figure
    pretrained     weights that others trained, in these models
    data           small real texts that ship with the package
    training       how a model learns: loss, optimizer, data, loop
    generation     from a model's scores to text
    cost           parameters, operations, bytes, time and energy
    inspect        looking inside a model, and changing what it does
    from_scratch   the same ideas in NumPy alone
    experiments    one file per claim: measure(…) -> results, draw(…) -> figure
    practice       checks that tell a reader's own code right from wrong
"""
