"""House rules that no other tool checks; `python3 dev.py check` runs them by themselves."""
