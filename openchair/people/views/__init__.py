"""Pages, split by who they are for: coming in, one's own account, and staff."""
