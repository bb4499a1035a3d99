"""Which groups suit one person: what is possible, in what order, how sure, and the reasons for and against.

Nouns: Seeker (a person with what they chose to say), Listing (a group as one could join it), filter, part of the score,
Ranking. A pure core without Django; `rank` is the door. Refuses to tell anything about another member.
"""
