"""The window on real services, a temporary vault, and a council in memory; no screen."""
