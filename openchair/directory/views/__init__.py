"""Pages of the directory: finding groups, and the lists they come from."""
