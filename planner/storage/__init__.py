"""Files: plans, recovery, settings, venues, shipped resources. Knows records, never words or widgets."""
