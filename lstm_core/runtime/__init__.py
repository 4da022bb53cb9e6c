"""What is not about networks: errors, progress, stores, quiet libraries."""
