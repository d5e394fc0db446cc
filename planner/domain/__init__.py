"""What a leveraged position is, exactly.

Everything here is pure and total: no Qt, no files, no clock, no binary floats. Records are frozen pydantic values
because they cross the border to files; what is computed from them is frozen structs of msgspec, whose classes cost
the start nothing. May import nothing of the
planner.
"""
