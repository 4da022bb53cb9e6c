"""What every page stands in: title, steps and notices, the navigation, the theme."""
