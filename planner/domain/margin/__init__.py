"""Levels are crossings of equity and requirement.

`crossings` is the one solver; each other module says what one margin regime requires, as a function of price.
"""
