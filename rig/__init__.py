"""What tests and benchmarks both stand on, and the app never loads."""
