"""A small GitHub on loopback for tests.

    server.py MODULES        MODULES is the directory that holds githubkit; prints the port, ends with its parent

Every request and every answer is checked against GitHub's own description. Requests that do not fit are answered 599 and
kept in the list of complaints. Below `/_test/` tests say what people, CI servers and broken networks do.
"""

import email.utils
import http.server
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True

import schema  # noqa: E402
from repository import Refused, Repository  # noqa: E402

LOCK = threading.Lock()
REPOSITORIES, FAULTS, LOG, COMPLAINTS = {}, {}, {}, {}


class Call:
    """One request on its way."""

    def __init__(self, repository, login, query, body, base):
        self.repository, self.login, self.query, self.body, self.base = repository, login, query, body, base
        self.headers = {}

    def page(self, items, path):
        """The page asked for; links say where the others are."""
        size, number = int(self.query.get("per_page", 30)), int(self.query.get("page", 1))
        last = max(1, -(-len(items) // size))
        links = []
        for name, target in (("prev", number - 1), ("next", number + 1), ("last", last)):
            if 1 <= target <= last and target != number:
                query = urllib.parse.urlencode({**self.query, "page": target})
                links.append(f'<{self.base}{path}?{query}>; rel="{name}"')
        if links:
            self.headers["Link"] = ", ".join(links)
        return items[(number - 1) * size:number * size]


def user(login, kind="User"):
    return {"login": login, "type": kind} if login else None


def pull_fields(call, pull):
    repository = call.repository
    head_name = pull["fork"] or repository.full_name
    head_repo = None if pull["fork"] == "gone" else {"full_name": head_name, "name": head_name.split("/")[-1]}
    return {
        "number": pull["number"], "state": pull["state"], "title": pull["title"], "body": pull["body"],
        "user": user(pull["login"]), "labels": [{"name": label} for label in pull["labels"]],
        "head": {"ref": pull["head"], "sha": repository.head(pull), "repo": head_repo},
        "base": {"ref": pull["base"], "sha": repository.branch(pull["base"]),
                 "repo": {"full_name": repository.full_name, "name": repository.full_name.split("/")[1]}},
        "merged_at": "2026-01-02T00:00:00Z" if pull["merge"] else None,
        "closed_at": None if pull["state"] == "open" else "2026-01-02T00:00:00Z",
        "merge_commit_sha": pull["merge"] or "0" * 40,
        "html_url": f"{call.base}/{repository.full_name}/pull/{pull['number']}",
    }


def whole_pull(call, pull):
    repository = call.repository
    mergeable = None
    if pull["state"] == "open":
        mergeable = repository.merged_tree(repository.branch(pull["base"]), repository.head(pull)) is not None
    return schema.answer("PullRequest", {
        **pull_fields(call, pull), "merged": pull["merge"] is not None, "merged_by": user(pull["merged_by"]),
        "mergeable": mergeable})


def whole_issue(call, issue):
    fields = {
        "number": issue["number"], "state": issue["state"], "title": issue["title"], "body": issue["body"],
        "user": user(issue["login"]), "labels": [{"name": label} for label in issue["labels"]],
        "closed_by": user(issue["closed_by"])}
    if issue["number"] in call.repository.pulls:
        fields["pull_request"] = {"url": "x", "html_url": "x", "diff_url": "x", "patch_url": "x"}
    return schema.answer("Issue", fields)


def list_pulls(call, owner, repo):
    pulls = sorted(call.repository.pulls.values(), key=lambda pull: pull["number"])
    state, head = call.query.get("state", "open"), call.query.get("head")
    if state != "all":
        pulls = [pull for pull in pulls if pull["state"] == state]
    if head:
        pulls = [pull for pull in pulls if f"{owner}:{pull['head']}" == head]
    if call.query.get("direction", "desc") == "desc":
        pulls.reverse()
    page = call.page(pulls, f"/repos/{owner}/{repo}/pulls")
    return 200, [schema.answer("PullRequestSimple", pull_fields(call, pull)) for pull in page]


def open_pull(call, owner, repo):
    body = call.body
    pull = call.repository.open(call.login, body["title"], body["head"], body["base"], body.get("body"))
    return 201, whole_pull(call, pull)


def get_pull(call, owner, repo, pull_number):
    return 200, whole_pull(call, call.repository.pull(pull_number))


def change_pull(call, owner, repo, pull_number):
    pull = call.repository.pull(pull_number)
    call.repository.check_length(call.body.get("body"))
    pull.update({key: call.body[key] for key in ("title", "body", "base") if key in call.body})
    if call.body.get("state") == "closed" and pull["state"] == "open":
        call.repository.head(pull)
        pull.update(state="closed", closed_by=call.login)
    return 200, whole_pull(call, pull)


def merge_pull(call, owner, repo, pull_number):
    body = call.body
    pull = call.repository.pull(pull_number)
    title = body.get("commit_title") or f"{pull['title']} (#{pull['number']})"
    sha = call.repository.merge(
        pull, call.login, body.get("sha"), body.get("merge_method", "merge"), title, body.get("commit_message") or "")
    return 200, schema.answer(
        "PullRequestMergeResult", {"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


def list_comments(call, owner, repo, issue_number):
    call.repository.thread(issue_number)
    comments = call.repository.comments.get(int(issue_number), [])
    page = call.page(comments, f"/repos/{owner}/{repo}/issues/{issue_number}/comments")
    return 200, [whole_comment(comment) for comment in page]


def whole_comment(comment):
    return schema.answer(
        "IssueComment", {"id": comment["id"], "body": comment["body"], "user": user(comment["login"])})


def add_comment(call, owner, repo, issue_number):
    return 201, whole_comment(call.repository.add_comment(issue_number, call.login, call.body["body"]))


def add_labels(call, owner, repo, issue_number):
    labels = call.repository.add_labels(issue_number, call.body["labels"])
    return 200, [schema.answer("Label", {"name": label}) for label in labels]


def list_issues(call, owner, repo):
    threads = {**call.repository.pulls, **call.repository.issues}
    issues = [threads[number] for number in sorted(threads)]
    state, labels = call.query.get("state", "open"), call.query.get("labels")
    if state != "all":
        issues = [issue for issue in issues if issue["state"] == state]
    for label in labels.split(",") if labels else []:
        issues = [issue for issue in issues if label.lower() in [known.lower() for known in issue["labels"]]]
    if call.query.get("direction", "desc") == "desc":
        issues.reverse()
    page = call.page(issues, f"/repos/{owner}/{repo}/issues")
    return 200, [whole_issue(call, issue) for issue in page]


def open_issue(call, owner, repo):
    # Who may not write has labels dropped without a word.
    labels = call.body.get("labels", []) if call.repository.permissions.get(call.login) != "triage-none" else []
    issue = call.repository.add_issue(call.login, call.body["title"], call.body.get("body"), labels)
    return 201, whole_issue(call, issue)


def get_issue(call, owner, repo, issue_number):
    return 200, whole_issue(call, call.repository.thread(issue_number))


def list_events(call, owner, repo, issue_number):
    call.repository.thread(issue_number)
    events = call.repository.events.get(int(issue_number), [])
    page = call.page(events, f"/repos/{owner}/{repo}/issues/{issue_number}/events")
    return 200, [schema.answer("LabeledIssueEvent" if event["event"] == "labeled" else "UnlabeledIssueEvent", {
        "id": event["id"], "event": event["event"], "actor": user(event["login"]),
        "label": {"name": event["label"], "color": "ededed"}}) for event in page]


def list_reviews(call, owner, repo, pull_number):
    call.repository.pull(pull_number)
    reviews = call.repository.reviews.get(int(pull_number), [])
    page = call.page(reviews, f"/repos/{owner}/{repo}/pulls/{pull_number}/reviews")
    return 200, [schema.answer("PullRequestReview", {
        "id": review["id"], "state": review["state"], "commit_id": review["commit"],
        "author_association": review["association"], "user": user(review["login"], review["type"]),
    }) for review in page]


def combined_status(call, owner, repo, ref):
    statuses = call.repository.statuses.get(ref, [])
    page = call.page(statuses, f"/repos/{owner}/{repo}/commits/{ref}/status")
    return 200, schema.answer("CombinedCommitStatus", {
        "sha": ref, "total_count": len(statuses), "state": "pending",
        "statuses": [{"context": one["name"], "state": one["state"]} for one in page]})


def list_runs(call, owner, repo, ref):
    runs = call.repository.runs.get(ref, [])
    page = call.page(runs, f"/repos/{owner}/{repo}/commits/{ref}/check-runs")
    return 200, schema.answer("ReposOwnerRepoCommitsRefCheckRunsGetResponse200", {
        "total_count": len(runs),
        "check_runs": [{"name": run["name"], "status": run["status"], "conclusion": run["conclusion"],
                        "head_sha": ref} for run in page]})


def permission(call, owner, repo, username):
    level = call.repository.permissions.get(username)
    if level is None:
        raise Refused(404, f"{username} is not a user")
    return 200, schema.answer("RepositoryCollaboratorPermission", {"permission": level, "role_name": level})


def get_reference(call, owner, repo, ref):
    sha = call.repository.branch(ref.removeprefix("heads/")) if ref.startswith("heads/") else None
    if not sha:
        raise Refused(404, "Not Found")
    return 200, schema.answer(
        "GitRef", {"ref": f"refs/{ref}", "object": {"sha": sha, "type": "commit", "url": "x"}})


def get_user(call):
    return 200, schema.answer("PublicUser", {"login": call.login})


ROUTES = [
    schema.Route("users/get-authenticated", get_user),
    schema.Route("pulls/list", list_pulls),
    schema.Route("pulls/create", open_pull, "ReposOwnerRepoPullsPostBody"),
    schema.Route("pulls/get", get_pull),
    schema.Route("pulls/update", change_pull, "ReposOwnerRepoPullsPullNumberPatchBody"),
    schema.Route("pulls/merge", merge_pull, "ReposOwnerRepoPullsPullNumberMergePutBody"),
    schema.Route("pulls/list-reviews", list_reviews),
    schema.Route("issues/list-comments", list_comments),
    schema.Route("issues/create-comment", add_comment, "ReposOwnerRepoIssuesIssueNumberCommentsPostBody"),
    schema.Route("issues/list-events", list_events),
    schema.Route("issues/add-labels", add_labels, "ReposOwnerRepoIssuesIssueNumberLabelsPostBodyOneof0"),
    schema.Route("issues/list-for-repo", list_issues),
    schema.Route("issues/create", open_issue, "ReposOwnerRepoIssuesPostBody"),
    schema.Route("issues/get", get_issue),
    schema.Route("repos/get-combined-status-for-ref", combined_status),
    schema.Route("checks/list-for-ref", list_runs),
    schema.Route("repos/get-collaborator-permission-level", permission),
    schema.Route("git/get-ref", get_reference),
]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else b""
        url = urllib.parse.urlsplit(self.path)
        with LOCK:
            if url.path.startswith("/_test/"):
                return self.reply(*test(url.path, json.loads(raw or b"{}")))
            self.serve(url, raw)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def serve(self, url, raw):
        # An enterprise server lives below /api/v3.
        path = url.path.removeprefix("/api/v3")
        base = f"http://{self.headers['Host']}" + url.path[:len(url.path) - len(path)]
        found = re.match(r"/repos/([^/]+/[^/]+)", path)
        name = found[1] if found else ""
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        scope = name or token
        LOG.setdefault(scope, []).append({"request": f"{self.command} {path}", "query": url.query})
        fault = self.fault(scope, f"{self.command} {path}")
        if fault and fault.get("run"):
            subprocess.run(fault["run"], check=True)
        if fault and fault.get("drop") == "before":
            return self.break_off()
        if fault and "status" in fault and not fault.get("act"):
            return self.reply(fault["status"], fault.get("body", {}), fault_headers(fault))
        try:
            status, answer, headers = self.act(url, path, base, name, token, raw)
        except Refused as refused:
            status, answer, headers = refused.status, refusal_body(refused), refused.headers
        except schema.Mismatch as mismatch:
            COMPLAINTS.setdefault(scope, []).append(f"{self.command} {path}: {mismatch}")
            status, answer, headers = 599, {"message": f"does not fit: {mismatch}"}, {}
        if fault and fault.get("drop") == "after":
            return self.break_off()
        if fault and "status" in fault:
            status, answer = fault["status"], fault.get("body", {})
        if fault:
            headers = {**headers, **fault_headers(fault)}
        self.reply(status, answer, headers)

    def act(self, url, path, base, name, token, raw):
        self.check_headers(raw)
        kind, _, login = token.partition(":")
        if kind not in ("user", "installation", "reader", "uncurious"):
            raise Refused(401, "Bad credentials")
        if url.path in ("/graphql", "/api/graphql"):
            query = json.loads(raw)["query"]
            if query != "query{viewer{login}}":
                raise schema.Mismatch(f"unexpected GraphQL {query}")
            return 200, {"data": {"viewer": {"login": login}}}, {}
        for route in ROUTES:
            found = route.pattern.match(path)
            if route.method != self.command or not found:
                continue
            query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
            route.check_query(query)
            body = json.loads(raw) if raw else None
            if body is not None:
                route.check_body(body)
            if name and name not in REPOSITORIES:
                raise Refused(404, "Not Found")
            self.check_permission(kind, route)
            call = Call(REPOSITORIES.get(name), login, query, body, base)
            status, answer = route.handler(call, **{k: urllib.parse.unquote(v) for k, v in found.groupdict().items()})
            return status, answer, call.headers
        raise schema.Mismatch("no such route")

    def check_headers(self, raw):
        wanted = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        if raw:
            wanted["Content-Type"] = "application/json"
        for name, value in wanted.items():
            if self.headers.get(name) != value and not self.path.endswith("graphql"):
                raise schema.Mismatch(f"{name} is {self.headers.get(name)}")
        if not self.headers.get("User-Agent"):
            raise Refused(403, "Request forbidden by administrative rules")

    def check_permission(self, kind, route):
        if kind == "installation" and route.name == "users/get-authenticated":
            raise Refused(403, "Resource not accessible by integration")
        if kind == "uncurious" and route.name == "repos/get-collaborator-permission-level":
            raise Refused(403, "Resource not accessible by personal access token")
        if kind == "reader" and self.command != "GET":
            raise Refused(403, "Resource not accessible by personal access token",
                          headers={"X-Accepted-GitHub-Permissions": "pull_requests=write"})

    def fault(self, scope, request):
        for fault in FAULTS.get(scope, []):
            if fault["times"] > 0 and re.search(fault["match"], request):
                fault["times"] -= 1
                return fault
        return None

    def break_off(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def reply(self, status, answer, headers=None):
        body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response_only(status)
        headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        headers.setdefault("Date", email.utils.formatdate(usegmt=True))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def fault_headers(fault):
    headers = dict(fault.get("headers", {}))
    if "reset_in" in fault:
        headers["X-RateLimit-Remaining"] = "0"
        headers["X-RateLimit-Reset"] = str(int(time.time()) + fault["reset_in"])
    return headers


def refusal_body(refused):
    if refused.errors:
        body = {"message": refused.message, "documentation_url": "x", "errors": refused.errors}
        return schema.answer("ValidationError", body)
    return schema.answer("BasicError", {"message": refused.message})


def test(path, body):
    """What happens around the bot: `/_test/VERB`, the repository in the body."""
    verb, name = path.removeprefix("/_test/"), body.get("repository", "")
    repository = REPOSITORIES.get(name)
    if verb == "create":
        REPOSITORIES[name] = Repository(name, body["path"])
    elif verb == "fault":
        FAULTS.setdefault(body.get("scope", name), []).append(body["fault"])
    elif verb == "log":
        return 200, {"log": LOG.get(name, []), "complaints": COMPLAINTS.get(name, [])}
    elif verb == "review":
        repository.reviews.setdefault(body["number"], []).append({"id": repository.identifier(), **body["review"]})
    elif verb == "label":
        for label in body["labels"]:
            repository.label(body["number"], label, body["login"], body.get("event", "labeled"))
    elif verb == "permission":
        repository.permissions[body["login"]] = body["permission"]
    elif verb == "status":
        repository.statuses.setdefault(body["commit"], []).append(body["status"])
    elif verb == "run":
        repository.runs.setdefault(body["commit"], []).append(body["run"])
    elif verb == "methods":
        repository.methods = set(body["methods"])
    elif verb == "label":
        repository.add_labels(body["number"], [body["label"]])
    elif verb == "comment":
        repository.add_comment(body["number"], body["login"], body["body"])
    elif verb == "close":
        thread = repository.thread(body["number"])
        if body["number"] in repository.pulls:
            repository.head(thread)
        thread.update(state="closed", closed_by=body["login"])
    elif verb == "merge":
        repository.merge(repository.pull(body["number"]), body["login"], None, "merge", "By hand", "")
    elif verb == "pull":
        pull = repository.open(body["login"], body["title"], body["head"], body["base"], "", body.get("fork"))
        return 200, {"number": pull["number"]}
    elif verb == "issue":
        issue = repository.add_issue(body["login"], body["title"], body["body"], body["labels"])
        return 200, {"number": issue["number"]}
    elif verb == "comments":
        return 200, {"comments": repository.comments.get(body["number"], [])}
    elif verb == "issues":
        return 200, {"issues": list(repository.issues.values())}
    else:
        return 404, {"message": f"no such verb {verb}"}
    return 200, {}


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    # Ends with whoever started it, also when that was killed.
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
