"""Measurements beside their anchors, in one run on one machine (`docs/benchmarks.md`). Nothing here is a test."""
