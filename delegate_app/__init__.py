"""The delegate's desk without a window: rules, keys, vault, pages and what a delegate can do."""
