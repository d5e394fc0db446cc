"""Functions the levels are made of: polylines, their inverses, and maintenance tables as polylines."""
