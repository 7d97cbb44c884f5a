"""预约: book, list, change, cancel."""

from botapp.handlers.appointment import book, change

RESIDENTS = (book, change)
