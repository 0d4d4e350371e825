import unittest

from checkout.cart import cart_from_json
from checkout.money import Money


class CartTests(unittest.TestCase):
    def test_adds_lines_up(self):
        cart = cart_from_json({"lines": [{"sku": "mug", "quantity": 2, "price": 1250}, {"sku": "tea", "price": 799}]})
        self.assertEqual(cart.total(), Money(3299))

    def test_a_voucher_takes_its_percentage_off_the_total(self):
        cart = cart_from_json({"lines": [{"sku": "mug", "price": 999}], "voucher": "AUTUMN-15"})
        self.assertEqual(str(cart.total()), "8.49 EUR")

    def test_refuses_what_is_no_voucher(self):
        for code in ("AUTUMN", "AUTUMN-0", "AUTUMN-95", "-", "15"):
            with self.subTest(code), self.assertRaises(ValueError):
                cart_from_json({"lines": [], "voucher": code})

    def test_refuses_a_line_of_nothing(self):
        with self.assertRaises(ValueError):
            cart_from_json({"lines": [{"sku": "mug", "quantity": 0, "price": 1250}]})

    def test_refuses_to_mix_currencies(self):
        with self.assertRaises(ValueError):
            Money(1, "EUR") + Money(1, "CHF")


if __name__ == "__main__":
    unittest.main()
