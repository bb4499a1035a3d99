"""Who goes to which group: a waiting list placed as well as the rules allow, as a proposal with reasons.

Nouns: Instance (people who wait, groups with seats, allowed pairs and their fit, rules), placement, objective, bound.
People and groups are numbers here. A pure core without Django. `allocate` is the door; `broken_rules` looks at any
result independently of how it was found.
"""
