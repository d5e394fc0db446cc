"""Losing runs and gaps. Nothing is here yet that a plan needs; slow work follows the assessment, never precedes it."""
