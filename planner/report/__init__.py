"""What the trader reads, as text: the only home of words. Knows assessments, never widgets."""
