"""The training host: a process of its own that trains and does other long work for the browser sessions.

`client` is the only door for pages. It starts ``python -m lstm_core.host`` (`dispatcher`), which
imports TensorFlow once and forks each `child`, which does trainings or works in a row; one spare child is always kept
ready.
"""
