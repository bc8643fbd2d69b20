"""What content models are trained on and measured with: corpora as labelled files, and ordinary messages of our own."""
