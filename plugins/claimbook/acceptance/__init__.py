"""Accepting what changed: the journal says why, then the lock has it."""
