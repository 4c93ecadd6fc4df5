"""Cryptography: the only package that imports `cryptography`.

`sealing`, `receipts` and `totp` are pure. `keys` and `epochs` also know the tables that keep what
they make.
"""
