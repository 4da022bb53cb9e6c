"""What a browser has, and keeps over a redraw, a reload and a link: no widget, no picture."""
