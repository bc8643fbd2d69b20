"""What is kept for some number of partitions, made what is kept for more of them."""
