"""What a meeting was like in figures: attendance, balance of the floor, nameless answers.

Nouns: Row (somebody held the floor from here to there), turn, share, balance, report. Refuses to know what anybody
said, never scores a person's worth, and shows nothing about balance for fewer than three people.
"""
