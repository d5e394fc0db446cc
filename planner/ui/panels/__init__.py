"""The parts of the window, each a view of the assessment."""
