"""Networks: kinds and cells, how Keras builds them, their twins in NumPy, what a learner changes inside."""
