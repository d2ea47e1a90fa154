"""The whole program, as an operator runs it: real processes, real databases, providers that run on the loopback."""
