"""What can be done without a window: for administrators and scripts (docs/commands.md)."""
