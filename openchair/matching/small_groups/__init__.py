"""Who sits with whom: small groups over weeks, so that in time everybody meets everybody.

Nouns: Problem (people, room size, weeks, who is kept apart), week, small group (one room of one week), plan,
construction. People are whole numbers from 0. `plans` is the door.
"""
