"""Faults done to the program on purpose: kills, power cuts, full disks, hostile files.

Each harness has a negative control: a writer, parser or engine known to be wrong, which it must find wrong.
"""
