"""Accounts of staff: invited, enrolled, signed in, handed the keys, taken away."""
