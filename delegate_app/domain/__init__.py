"""The field's nouns as frozen values, and the rules that need nothing but them (see `docs/architecture.md`)."""
