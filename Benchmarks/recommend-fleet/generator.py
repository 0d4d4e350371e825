"""A metrics server on loopback that makes its samples up: so many containers, any window, any step.

Nothing is stored. Values come from a few shapes that are written out once for each piece of the window; a series is its labels
and one of those texts. It answers the questions of `trimtab recommend --prometheus` and counts them.
"""

import http.server
import math
import re
import socketserver
import sys
import threading
import urllib.parse

SHAPES = 32
PER_NAMESPACE = 100
NAMESPACES = 100
SUFFIXES = "bcdfghjklmnpqrstvwxz2456789"

texts = {}
lock = threading.Lock()
asked = 0


def pods(namespace):
    for number in range(PER_NAMESPACE):
        tail = "".join(SUFFIXES[(number * 7 + place * 11 + namespace) % len(SUFFIXES)] for place in range(5))
        yield number, f"app-{number:02d}-7d9c4b6f8b-{tail}"


def values(shape, is_cpu, start, end, step):
    """The samples of a piece of the window, as the text between the brackets."""
    key = (shape, is_cpu, start, end, step)
    with lock:
        if key in texts:
            return texts[key]
    parts = []
    time = start
    place = 0
    while time <= end:
        day = time / 86400
        rhythm = 0.5 - 0.5 * math.cos(day * 2 * math.pi)
        noise = ((place * 2654435761 + shape * 40503) & 0xFFFF) / 65536
        if is_cpu:
            value = f"{(0.1 + 0.02 * shape) * (0.5 + rhythm) * (0.9 + 0.2 * noise):.6f}"
        else:
            value = str(int((200 + 30 * shape) * 1048576 * (0.8 + 0.2 * rhythm + 0.05 * noise)))
        parts.append(f'[{time:g},"{value}"]' if time != int(time) else f'[{int(time)},"{value}"]')
        time += step
        place += 1
    text = ",".join(parts).encode()
    with lock:
        texts[key] = text
    return text


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        body = str(asked).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        global asked
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        query = form["query"][0]
        with lock:
            asked += 1
        if self.path.endswith("/query"):
            pieces = self.every(float(form["time"][0]))
        else:
            step = float(form["step"][0].rstrip("s"))
            pieces = self.range(query, float(form["start"][0]), float(form["end"][0]), step)
        pieces = list(pieces)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(sum(map(len, pieces))))
        self.end_headers()
        for piece in pieces:
            self.wfile.write(piece)

    def every(self, time):
        yield b'{"status":"success","data":{"resultType":"vector","result":['
        first = True
        for namespace in range(NAMESPACES):
            for _, pod in pods(namespace):
                comma = "" if first else ","
                first = False
                labels = f'{{"namespace":"ns-{namespace:03d}","pod":"{pod}"}}'
                yield f'{comma}{{"metric":{labels},"value":[{time:.0f},"1"]}}'.encode()
        yield b"]}}"

    def range(self, query, start, end, step):
        wanted = re.compile(re.search(r'namespace=~"([^"]*)"', query).group(1))
        pattern = re.compile(re.search(r'pod=~"([^"]*)"', query).group(1).replace("\\\\", "\\"))
        is_cpu = "cpu_usage" in query
        yield b'{"status":"success","data":{"resultType":"matrix","result":['
        first = True
        for namespace in range(NAMESPACES):
            name = f"ns-{namespace:03d}"
            if not wanted.fullmatch(name):
                continue
            for number, pod in pods(namespace):
                if not pattern.fullmatch(pod):
                    continue
                comma = "" if first else ","
                first = False
                labels = f'{{"namespace":"{name}","pod":"{pod}","container":"app"}}'
                yield f'{comma}{{"metric":{labels},"values":['.encode()
                yield values((number + namespace) % SHAPES, is_cpu, start, end, step)
                yield b"]}"
        yield b"]}}"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        NAMESPACES = int(sys.argv[1])
    server = Server(("127.0.0.1", 0), Answer)
    print(server.server_address[1], flush=True)
    server.serve_forever()
