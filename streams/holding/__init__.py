"""What is held of one account, for who asks."""
