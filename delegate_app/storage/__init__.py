"""The vault: one encrypted file, one module for each noun kept in it."""
