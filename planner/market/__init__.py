"""Price history from files. Floats are allowed: candles are drawn, never settled."""
