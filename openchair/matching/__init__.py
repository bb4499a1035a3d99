"""Who sits with whom: small groups over weeks, so that in time everybody meets everybody.

Nouns: Problem (people, room size, weeks, who is kept apart), week, small group (one room of one week), plan,
construction. People are whole numbers from 0; refuses to know names, groups or meetings. Everything but `commands`,
`reading` and `bench` is a pure core without Django. `small_groups` is the door.
"""
