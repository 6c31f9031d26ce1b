"""How the database got from one form to the next, one file each; run by `Database.migrate`."""
