"""Small controls the panels are made of."""
