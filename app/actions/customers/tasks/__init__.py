"""The work of staff: alerts about customers, tasks, notes and owners."""
