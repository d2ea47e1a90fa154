"""Voz Vecinal beside its peers and beside the machine's own limits; see README.md."""
