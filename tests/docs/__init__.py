"""What the documents say is true: their commands run, and what they name is there."""
