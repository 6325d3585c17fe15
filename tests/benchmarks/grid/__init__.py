"""The roster grid in a browser."""
