"""Charts: the only place that knows pyqtgraph, which paints curves, and binary floats."""
