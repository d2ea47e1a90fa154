"""What a finished talk does, one function per act."""
