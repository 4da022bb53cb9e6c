"""Words, numbers, colours: how things are said and shown. Knows no session."""
