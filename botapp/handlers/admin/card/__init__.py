"""服务证 for staff: applications, cards, and the township's rule for both."""
