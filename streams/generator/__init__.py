"""Made-up recorded work in any amount, the same for the same seed: for load tests and benchmarks."""
