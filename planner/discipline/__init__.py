"""Limits and pause rules: what the trader promised. Counts and sums in, caps and states out."""
