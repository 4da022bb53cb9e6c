"""What happens inside a trained network: gates of a window, memory, activity."""
