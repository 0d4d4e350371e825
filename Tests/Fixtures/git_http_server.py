"""Serves the Git repositories below a folder over HTTP on 127.0.0.1, through the real `git http-backend`.

Hooks and receive rules of the repositories run, which they do not over a path. With --user every request needs Basic
credentials; with --redirect every request is sent elsewhere;
with --certificate it speaks TLS. Each request is a line in the log: method, path, user:password.
"""

import argparse
import base64
import http.server
import os
import ssl
import subprocess


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.serve(b"")

    def do_POST(self):
        self.serve(self.body())

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = []
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            parts.append(self.rfile.read(size))
            self.rfile.readline()
            if size == 0:
                return b"".join(parts)

    def credentials(self):
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        return base64.b64decode(value).decode() if kind.lower() == "basic" else "-"

    def serve(self, body):
        given = self.credentials()
        with open(options.log, "a") as log:
            log.write(f"{self.command} {self.path} {given}\n")
        if options.redirect:
            return self.answer(302, [("Location", options.redirect + self.path)], b"")
        if options.user and given != f"{options.user}:{options.password}":
            return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
        path, _, query = self.path.partition("?")
        environment = dict(
            os.environ,
            GIT_PROJECT_ROOT=options.root,
            GIT_HTTP_EXPORT_ALL="1",
            GIT_CONFIG_GLOBAL=options.config,
            GIT_CONFIG_NOSYSTEM="1",
            PATH_INFO=path,
            QUERY_STRING=query,
            REQUEST_METHOD=self.command,
            REMOTE_USER=options.user or "anonymous",
            REMOTE_ADDR="127.0.0.1",
            CONTENT_TYPE=self.headers.get("Content-Type", ""),
            CONTENT_LENGTH=str(len(body)),
            HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""),
            GIT_PROTOCOL=self.headers.get("Git-Protocol", ""),
        )
        backend = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True)
        head, _, content = backend.stdout.partition(b"\r\n\r\n")
        fields = [line.decode().split(": ", 1) for line in head.split(b"\r\n") if line]
        status = next((int(value[:3]) for name, value in fields if name == "Status"), 200)
        self.answer(status, [(name, value) for name, value in fields if name != "Status"], content)

    def answer(self, status, fields, content):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--root", required=True)
parser.add_argument("--log", required=True)
parser.add_argument("--port-file", required=True)
parser.add_argument("--config", required=True)
parser.add_argument("--user", default="")
parser.add_argument("--password", default="")
parser.add_argument("--redirect", default="")
parser.add_argument("--certificate", default="")
options = parser.parse_args()

with open(options.config, "w") as config:
    config.write("[http]\n\treceivepack = true\n")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if options.certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
with open(options.port_file + ".new", "w") as file:
    file.write(str(server.server_address[1]))
os.rename(options.port_file + ".new", options.port_file)
server.serve_forever()
