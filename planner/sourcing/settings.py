"""What may be varied where ways to staff are compared."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SourcingSettings"]

MOST_FACTOR = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcingSettings:
    """Questions of the kind "what if".

    ``vendor_price_factor`` multiplies the prices of all vendors and offers; ``deflection``, where
    it is not None, replaces the share of contacts that each bot resolves.
    """

    vendor_price_factor: float = 1.0
    deflection: float | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense.

        Raises
        ------
        ValueError
            A factor or a share outside its bounds.
        """
        if not 0.0 < self.vendor_price_factor <= MOST_FACTOR:
            raise ValueError(
                f"Expected a vendor_price_factor above 0 and at most {MOST_FACTOR:.0f}, "
                f"got {self.vendor_price_factor}."
            )
        if self.deflection is not None and not 0.0 < self.deflection <= 1.0:
            raise ValueError(f"Expected a deflection above 0 and at most 1, got {self.deflection}.")
