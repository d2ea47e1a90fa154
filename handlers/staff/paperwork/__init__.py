"""The papers of social audit, filled from what is stored."""
