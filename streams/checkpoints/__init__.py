"""Checkpoints: what a worker keeps of its state in `ringfence.state`, and how another goes on from there."""
