"""What several pages draw: controls, charts that stay in place, works with their bars."""
