"""Providers that run on this machine's loopback, so that the whole program can be tested against them."""
