"""Questions put to the trader."""
