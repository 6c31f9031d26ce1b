"""Tests, in the same tree as the code they test; CONTRIBUTING.md says how they are written."""
