"""The promises of `/loften`, one file each. Every file attacks its promise, and shows once that the
attack works on a careless variant.
"""
