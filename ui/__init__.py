"""The Qt window: one file per view, on services and domain only (`docs/architecture.md`)."""
