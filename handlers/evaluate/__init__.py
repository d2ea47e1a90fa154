"""How good the rules are, measured on rows with known answers."""
