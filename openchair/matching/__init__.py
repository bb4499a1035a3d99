"""Who fits where: groups ranked for a person, a waiting list placed, small groups over weeks.

Three services: `ranking` (which groups suit one person, with reasons), `allocation` (who of a waiting list goes where),
`small_groups` (who sits with whom so that in time everybody meets everybody). All are proposals, the same for the same
input and seed; refuses to know names, accounts or tables. `commands`, `match`, `fields`, `reading` and `bench` are its
edges; the rest are pure cores without Django.
"""
