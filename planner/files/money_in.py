"""Currencies to the team's own, exactly, on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from planner.files.faults import Unfit

__all__ = ["Exchange", "wage_limit"]

# No agent earns more in an hour. Currencies whose unit is a small fraction of a dollar have room.
STRONG_LIMIT = 10_000
WEAK_LIMIT = 1_000_000
WEAKEST_LIMIT = 100_000_000
_WEAK = (
    "AFN ALL AMD ARS BDT BTN CLP CRC CVE CZK DOP DZD EGP ETB GMD GYD HTG HUF INR ISK JMD JPY KES "
    "KGS KMF KZT LKR LRD MDL MKD MRU MUR MVR MZN NGN NPR PHP PKR RSD RUB RWF SDG SSP THB TRY TWD "
    "TZS UAH UGX UYU VUV XAF XOF XPF YER ZWL"
)
_WEAKEST = (
    "BIF COP GNF IDR IQD IRR KHR KRW LAK LBP MGA MMK MNT MWK PYG SLE SLL SOS STN SYP UZS VES VND"
)
WEAK = frozenset(_WEAK.split())
WEAKEST = frozenset(_WEAKEST.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What one unit of each currency is worth in the team's.

    ``base`` is empty where [team] is faulty: every currency is taken then, because the plan is
    refused in any case.
    """

    base: str
    rates: Mapping[str, Fraction]

    def known_rate(self, currency: str) -> Fraction | None:
        """Worth of one unit of ``currency``, None where no rate is given."""
        return Fraction(1) if currency == self.base else self.rates.get(currency)

    def rate(self, currency: str) -> Fraction:
        """Worth of one unit of ``currency``; ``Unfit`` where no rate is given."""
        if currency == self.base or not self.base:
            return Fraction(1)
        if currency not in self.rates:
            known = ", ".join(sorted({self.base, *self.rates}))
            raise Unfit(f"a currency with an exchange rate in plan.toml ({known})")
        return self.rates[currency]


def wage_limit(currency: str) -> int:
    """The highest hourly wage that is not taken for a slip, in units of ``currency``."""
    if currency in WEAKEST:
        return WEAKEST_LIMIT
    return WEAK_LIMIT if currency in WEAK else STRONG_LIMIT
