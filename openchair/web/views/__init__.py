"""The pages of this package, one module a page."""
