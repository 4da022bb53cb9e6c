"""One training: its cost, its loop, one compiled epoch."""
