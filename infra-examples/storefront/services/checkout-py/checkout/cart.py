from dataclasses import dataclass, field
from typing import List, Optional

from checkout.money import Money
from checkout.vouchers import Voucher


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: int
    price: Money

    def total(self):
        return self.price.times(self.quantity)


@dataclass
class Cart:
    lines: List[Line] = field(default_factory=list)
    voucher: Optional[Voucher] = None

    def total(self):
        total = Money(0)
        for line in self.lines:
            total = total + line.total()
        if self.voucher is not None:
            total = self.voucher.apply(total)
        return total


def cart_from_json(document):
    """Reads the shop's cart; a line without a quantity means one."""
    lines = [
        Line(entry["sku"], entry.get("quantity", 1), Money(entry["price"]))
        for entry in document["lines"]
    ]
    for line in lines:
        if line.quantity < 1:
            raise ValueError(f"{line.sku}: quantity {line.quantity}")
    code = document.get("voucher")
    return Cart(lines, Voucher.parse(code) if code else None)
