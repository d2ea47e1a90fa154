"""The rules and the vocabulary: no I/O, no clock, no database; the standard library and small computing libraries only."""
