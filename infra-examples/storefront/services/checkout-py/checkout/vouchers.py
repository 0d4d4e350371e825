from dataclasses import dataclass

from checkout.money import Money


@dataclass(frozen=True)
class Voucher:
    code: str
    percent: int

    @staticmethod
    def parse(code):
        """`AUTUMN-15` takes 15 percent off."""
        _, separator, percent = code.rpartition("-")
        if not separator or not percent.isdigit() or not 0 < int(percent) <= 90:
            raise ValueError(f"not a voucher: {code}")
        return Voucher(code, int(percent))

    def apply(self, total: Money) -> Money:
        return total.percent_off(self.percent)
