"""Figures as plain data, one function each."""
