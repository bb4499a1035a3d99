"""The live meeting: a log of events, the process that owns a room, and the socket that people sit at.

Nouns: room, log, stream, line, seat, door, note of where somebody is tonight, break-glass. `core` decides and folds
and knows neither Django nor sockets; everything here around it stores, seals, carries and admits. It does not know
what a report says, how a page looks, or how a person signed in.
"""
