"""Amounts in minor units; floats never touch money."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Money:
    minor: int
    currency: str = "EUR"

    def __add__(self, other):
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def times(self, quantity):
        return Money(self.minor * quantity, self.currency)

    def percent_off(self, percent):
        """Rounds half up, in favour of the customer's receipt matching the till's."""
        return Money((self.minor * (100 - percent) * 2 + 100) // 200, self.currency)

    def __str__(self):
        return f"{self.minor // 100}.{self.minor % 100:02d} {self.currency}"
