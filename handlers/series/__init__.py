"""What is sent again and again: who gets it, what it says this time, and that each time is seen to once."""
