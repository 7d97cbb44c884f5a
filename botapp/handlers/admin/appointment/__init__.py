"""预约: requests, the day's list, and the week with its seats."""
