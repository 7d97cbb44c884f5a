"""Signs of danger put together from who, what and how; each file is one row of the safety lines."""
