"""`make test` asks the same questions each time: an example that nobody has seen must not turn it red by luck."""

from hypothesis import settings

# No deadline: how long an example takes depends on what else the machine does.
settings.register_profile("same-every-time", derandomize=True, deadline=None)
settings.load_profile("same-every-time")
