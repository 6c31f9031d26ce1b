"""Support commands: the same services as the window, for administrators and scripts (`docs/commands.md`).

One file per noun. Each adds its commands to the parser and does one call of them; what they need
comes in a `Call`, and `delegate_app.__main__` wires it.
"""
