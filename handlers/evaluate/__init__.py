"""How well the rules understand labelled rows: plain arithmetic, for `voz eval`."""
