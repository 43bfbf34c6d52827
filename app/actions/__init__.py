"""Use cases: each orders the steps of one."""
