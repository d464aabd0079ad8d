"""Queues, vendors and bots of plan.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from planner.domain import Bot, Queue, Vendor
from planner.files.faults import shown
from planner.files.money_in import Exchange
from planner.files.plan_reading import Item, PlanFile
from planner.files.plan_references import currency_rate, no_doubles, open_hours, references
from planner.files.plan_sections import (
    BotSection,
    QueueSection,
    VendorSection,
)

__all__ = ["bots", "may_wait", "offers", "queues", "vendors"]

RESPOND_WITHIN_MINUTES = 60
# What planner.staffing knows of channels, as far as it decides which keys a queue needs; a test
# holds the two together.
ANSWERED_NOW = frozenset({"phone", "chat", "real-time"})
MAY_WAIT = frozenset({"email", "social", "ticket", "may-wait"})


def queues(plan: PlanFile, notices: list[str]) -> tuple[Queue, ...]:
    """Queues, their targets checked against how their channel queues."""
    items = plan.items("queues", QueueSection)
    if not plan.repeated.get("queues") and not plan.names.get("queues"):
        plan.fault(("queues",), "at least one [[queues]]", "none")
    no_doubles(plan, items, "name")
    made = tuple(_queue(plan, item, notices) for item in items)
    bare = [queue.name for queue in made if queue.aht_s is None]
    if bare:
        notices.append(
            f"no aht_seconds for {', '.join(bare)}: their handling times must be in the log"
        )
    return made


def _queue(plan: PlanFile, item: Item[QueueSection], notices: list[str]) -> Queue:
    section = item.section
    queue = Queue(
        name=section.name,
        channel=section.channel,
        skills=frozenset(section.skills),
        service_level=section.service_level,
        answer_within_s=section.answer_within_seconds,
        patience_s=section.patience_seconds,
        max_occupancy=section.max_occupancy,
        concurrency=section.concurrency,
        respond_within_minutes=section.respond_within_minutes,
        backlog_hours=section.backlog_hours,
        aht_s=section.aht_seconds,
        minimum_agents=section.minimum_agents,
        open_hours=open_hours(section.open),
    )
    if may_wait(queue) is None:
        plan.fault(
            (*item.path, "channel"),
            f"{', '.join(sorted(ANSWERED_NOW | MAY_WAIT))}, or a channel whose queue states one of "
            "answer_within_seconds and respond_within_minutes",
            shown(section.channel),
        )
        return queue
    if may_wait(queue):
        return _that_may_wait(item, queue, notices)
    return _real_time(plan, item, queue, notices)


def may_wait(queue: Queue) -> bool | None:
    """Whether the queue's contacts may wait; None where neither channel nor target tells."""
    if queue.channel in ANSWERED_NOW | MAY_WAIT:
        return queue.channel in MAY_WAIT
    answers, responds = queue.answer_within_s is not None, queue.respond_within_minutes is not None
    return None if answers == responds else responds


def _real_time(plan: PlanFile, item: Item[QueueSection], queue: Queue, notices: list[str]) -> Queue:
    for key in ("service_level", "answer_within_seconds"):
        if getattr(item.section, key) is None:
            plan.fault((*item.path, key), "this key, for a queue answered in real time", "none")
    _unused(item, ("respond_within_minutes", "backlog_hours"), "is answered in real time", notices)
    return queue


def _that_may_wait(item: Item[QueueSection], queue: Queue, notices: list[str]) -> Queue:
    keys = ("service_level", "answer_within_seconds", "patience_seconds")
    _unused(item, keys, "may wait", notices)
    if queue.respond_within_minutes is not None:
        return queue
    notices.append(
        f"queue {queue.name}: no respond_within_minutes; {RESPOND_WITHIN_MINUTES} is taken"
    )
    return replace(queue, respond_within_minutes=RESPOND_WITHIN_MINUTES)


def _unused(item: Item[QueueSection], keys: Iterable[str], why: str, notices: list[str]) -> None:
    set_keys = [key for key in keys if key in item.section.model_fields_set]
    if set_keys:
        notices.append(f"queue {item.section.name} {why}: {', '.join(set_keys)} not used")


def vendors(plan: PlanFile, exchange: Exchange, notices: list[str]) -> tuple[Vendor, ...]:
    """Vendors, each with one price, in the team's currency."""
    items = plan.items("vendors", VendorSection)
    no_doubles(plan, items, "name")
    return tuple(_vendor(plan, item, exchange, notices) for item in items)


def offers(plan: PlanFile, exchange: Exchange, notices: list[str]) -> tuple[Vendor, ...]:
    """What vendors offer who are not under contract; their names are nobody else's."""
    items = plan.items("offers", VendorSection)
    no_doubles(plan, items, "name")
    for item in items:
        if item.section.name in plan.names.get("vendors", ()):
            plan.fault(
                (*item.path, "name"),
                "a name that no vendor has",
                shown(item.section.name),
            )
    return tuple(_vendor(plan, item, exchange, notices) for item in items)


def _vendor(
    plan: PlanFile, item: Item[VendorSection], exchange: Exchange, notices: list[str]
) -> Vendor:
    section = item.section
    references(plan, (*item.path, "queues"), section.queues, "queues", "a queue")
    prices = (section.price_per_hour, section.price_per_contact)
    if prices.count(None) != 1:
        got = "neither" if prices.count(None) else "both"
        plan.fault((*item.path, "price_per_hour"), "price_per_hour or price_per_contact", got)
    if section.price_per_contact is not None and (section.max_agents or section.min_hours_per_week):
        notices.append(
            f"vendor {section.name} is paid by the contact: max_agents and min_hours_per_week "
            "not used"
        )
    rate = currency_rate(plan, item.path, section.currency, exchange)
    return Vendor(
        name=section.name,
        queues=tuple(section.queues),
        price_per_hour=_converted(section.price_per_hour, rate),
        price_per_contact=_converted(section.price_per_contact, rate),
        max_agents=section.max_agents,
        min_hours_per_week=section.min_hours_per_week,
        open_hours=open_hours(section.open),
    )


def _converted(price: Fraction | None, rate: Fraction) -> Fraction | None:
    return None if price is None else price * rate


def bots(plan: PlanFile, exchange: Exchange) -> tuple[Bot, ...]:
    """Bots, prices in the team's currency."""
    items = plan.items("bots", BotSection)
    no_doubles(plan, items, "name")
    return tuple(_bot(plan, item, exchange) for item in items)


def _bot(plan: PlanFile, item: Item[BotSection], exchange: Exchange) -> Bot:
    section = item.section
    references(plan, (*item.path, "queues"), section.queues, "queues", "a queue")
    rate = currency_rate(plan, item.path, section.currency, exchange)
    return Bot(
        name=section.name,
        queues=tuple(section.queues),
        deflection=section.deflection,
        price_per_resolution=section.price_per_resolution * rate,
    )
