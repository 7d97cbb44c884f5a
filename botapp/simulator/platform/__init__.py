"""From the application to the platform: every interface that the application calls."""
