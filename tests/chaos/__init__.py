"""Faults by a seeded schedule on workers and their broker, while traffic flows; then what came of it is compared."""
