"""Every write of joining, a module for each topic."""
