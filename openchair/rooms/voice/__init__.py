"""Voice and video in a room: what pages tell each other to find a way for sound, and credentials for the relay.

Nothing here records, and nothing here keeps: what two pages tell each other goes from line to line and is gone. Who is
in the call is a fact of the room (rooms.core); what is said in it never comes near the server.
"""
