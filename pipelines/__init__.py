"""What happens to raw messages, in the order it happens; pure: no Kafka, clock, environment or log."""
