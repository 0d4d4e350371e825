import json
import threading
import unittest
import urllib.error
import urllib.request
from http.server import ThreadingHTTPServer

from checkout.server import Handler


class ServerTests(unittest.TestCase):
    def setUp(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def post(self, body):
        return json.load(self.opener.open(f"{self.url}/checkout", data=body))

    def test_answers_with_the_total(self):
        answer = self.post(json.dumps({"lines": [{"sku": "mug", "price": 1250}]}).encode())
        self.assertEqual(answer, {"total": "12.50 EUR"})

    def test_a_broken_cart_is_the_callers_fault(self):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.post(b"{}")
        self.assertEqual(caught.exception.code, 400)
        caught.exception.close()

    def test_is_healthy(self):
        self.assertEqual(json.load(self.opener.open(f"{self.url}/healthz")), {"status": "ok"})


if __name__ == "__main__":
    unittest.main()
