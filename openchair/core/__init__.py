"""Time, ids, errors, domain events and the policy mark on views. Knows no domain."""
