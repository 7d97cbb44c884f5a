"""Everyday Chinese for numbers, days and times: read out of a sentence, and said back."""

from botapp.lib.chinese.arrival import Arrival, past_day
from botapp.lib.chinese.clocktime import Half, TimeOfDay, time_of_day
from botapp.lib.chinese.numeral import number
from botapp.lib.chinese.when import When, day, say_day, say_moment, when

__all__ = [
    "Arrival",
    "Half",
    "TimeOfDay",
    "When",
    "day",
    "number",
    "past_day",
    "say_day",
    "say_moment",
    "time_of_day",
    "when",
]
