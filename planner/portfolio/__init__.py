"""Open positions together: what is lost if their stops are hit. Knows the domain only."""
