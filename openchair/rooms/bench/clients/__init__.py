"""The process of clients: real sockets that speak, listen, check every frame, and come back when the line drops.

    python -m openchair.rooms.bench.clients < instructions

Each line of standard input is one instruction in JSON; each gets one line of JSON back. Nothing here knows the
server's code: what is measured is what a browser would see.
"""
