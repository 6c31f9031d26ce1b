"""The reference council server: keeps a council's feeds, papers and vote record, and answers the calls of protocol.md 7."""
