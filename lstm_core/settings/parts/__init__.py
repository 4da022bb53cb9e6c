"""The parts of an experiment: every setting once, with its bounds, label, one-line help and URL key.

In the order of the walk: `data`, `preparation`, `network`, `training`. `field` is what they are all made of.
"""
