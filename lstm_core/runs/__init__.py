"""What a training leaves behind, as an object and as a file."""
