"""Benchmarks and drills of the live rooms: real server, real sockets, real disk; figures, never tests of time."""
