"""What happens when something arrives: a resident's message, a finished talk, a staff act, a clock tick."""
