"""One machine, one command: keys, ports and folders, then every program started, watched and stopped."""
