"""Figures and targets in words, the same on every page."""

from __future__ import annotations

import math

from planner.domain import Bot, Queue, Vendor

__all__ = ["bias_words", "bot_words", "percent", "seconds_words", "target_words", "vendor_words"]


def bias_words(bias: float) -> str:
    """A signed share of errors: ``2.0 % too low``."""
    if math.isnan(bias):
        return "not known"
    if abs(bias) < 0.0005:
        return "neither too high nor too low"
    return f"{percent(abs(bias), 1)} too {'high' if bias > 0 else 'low'}"


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage: ``80 %``."""
    return f"{share * 100:,.{digits}f} %"


def seconds_words(seconds: float) -> str:
    """A length of time: ``20 s``, ``2 min``, ``1.5 h``."""
    if seconds < 120:
        return f"{seconds:g} s"
    if seconds < 7200:
        return f"{seconds / 60:g} min"
    return f"{seconds / 3600:g} h"


def target_words(queue: Queue) -> str:
    """What a queue promises its customers: ``80 % within 20 s``."""
    if queue.service_level is not None and queue.answer_within_s is not None:
        return f"{percent(queue.service_level)} within {seconds_words(queue.answer_within_s)}"
    if queue.respond_within_minutes is not None:
        return f"all within {seconds_words(queue.respond_within_minutes * 60)}"
    return "none"


def vendor_words(vendor: Vendor, currency: str) -> str:
    """What a vendor costs and takes."""
    if vendor.price_per_hour is not None:
        price = f"{float(vendor.price_per_hour):,.2f} {currency} an hour"
    else:
        price = f"{float(vendor.price_per_contact or 0):,.2f} {currency} a contact"
    most = "" if vendor.max_agents is None else f", at most {vendor.max_agents} at a time"
    return f"{price}{most}"


def bot_words(bot: Bot, currency: str) -> str:
    """What a bot costs and takes."""
    price = f"{float(bot.price_per_resolution):,.2f} {currency} a resolution"
    return f"resolves {percent(bot.deflection)} of contacts, {price}"
