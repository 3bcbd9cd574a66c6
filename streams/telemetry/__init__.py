"""What a worker says of itself: JSON logs, metrics, health. Counts and places, never text or people."""
