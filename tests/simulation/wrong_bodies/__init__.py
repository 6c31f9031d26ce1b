"""What a careless programmer might have written."""
