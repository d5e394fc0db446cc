"""The window. Views show an assessment and ask for edits; they decide nothing.

A panel has one method in (`show_assessment`) and one signal out (`edited`). Only signals a user causes are connected,
so there is no feedback to guard against.
"""
