"""The keys of this desk: how the passphrase opens them, and what they sign and seal."""
