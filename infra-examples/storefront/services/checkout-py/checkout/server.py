"""POST /checkout takes a cart and answers with its total; GET /healthz answers ok."""

import argparse
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from checkout.cart import cart_from_json


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            self.answer(200, {"status": "ok"})
        else:
            self.answer(404, {"error": "no such path"})

    def do_POST(self):
        if self.path != "/checkout":
            self.answer(404, {"error": "no such path"})
            return
        length = int(self.headers.get("Content-Length", 0))
        try:
            cart = cart_from_json(json.loads(self.rfile.read(length)))
        except (ValueError, KeyError) as error:
            self.answer(400, {"error": str(error)})
            return
        self.answer(200, {"total": str(cart.total())})

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8080)
    ThreadingHTTPServer(("", parser.parse_args().port), Handler).serve_forever()


if __name__ == "__main__":
    main()
