"""What every page stands in: title, ribbon and notices, the navigation, the theme."""
