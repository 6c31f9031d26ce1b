"""The desk's network: everything of the council's that arrives, and everything of the delegate's that leaves."""
