"""Charts: the only place that knows pyqtgraph and binary floats."""
