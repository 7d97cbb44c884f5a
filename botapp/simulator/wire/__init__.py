"""From the platform to the application: pushes, and all that can happen to them."""
