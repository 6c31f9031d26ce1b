"""What a delegate can do, one file per noun."""
