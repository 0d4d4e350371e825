"""One simulated repository: pull requests, issues and reviews in memory, branches and merges in a real bare repository."""

import subprocess


class Refused(Exception):
    """An answer that is not a success."""

    def __init__(self, status, message, errors=None, headers=None):
        super().__init__(message)
        self.status, self.message, self.errors, self.headers = status, message, errors, headers or {}


class Repository:
    def __init__(self, full_name, path):
        self.full_name, self.path = full_name, path
        self.pulls, self.issues, self.comments, self.reviews = {}, {}, {}, {}
        self.statuses, self.runs = {}, {}
        self.permissions, self.events = {}, {}
        self.methods = {"merge", "squash"}
        self.last_number = self.last_id = 0

    # Git

    def git(self, *arguments, stdin=None, env=None):
        done = subprocess.run(
            ["git", "-C", self.path, *arguments], input=stdin, capture_output=True, env=env and {**env})
        return done.returncode, done.stdout.decode().rstrip("\n")

    def branch(self, name):
        status, sha = self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{name}")
        return sha if status == 0 else None

    def merged_tree(self, base, head):
        status, text = self.git("merge-tree", "--write-tree", base, head)
        return text.splitlines()[0] if status == 0 else None

    def head(self, pull):
        if pull["state"] == "open":
            pull["sha"] = self.branch(pull["head"]) or pull["sha"]
        return pull["sha"]

    # Numbers

    def number(self):
        self.last_number += 1
        return self.last_number

    def identifier(self):
        self.last_id += 1
        return self.last_id

    def pull(self, number):
        if int(number) not in self.pulls:
            raise Refused(404, "Not Found")
        return self.pulls[int(number)]

    def thread(self, number):
        """The issue behind a number, which may be a pull request."""
        found = self.issues.get(int(number)) or self.pulls.get(int(number))
        if not found:
            raise Refused(404, "Not Found")
        return found

    # What GitHub does

    def open(self, login, title, head, base, body, fork=None):
        def invalid(field):
            return Refused(422, "Validation Failed", [{"resource": "PullRequest", "field": field, "code": "invalid"}])
        if not self.branch(head):
            raise invalid("head")
        if not self.branch(base):
            raise invalid("base")
        if any(p["state"] == "open" and p["head"] == head and p["base"] == base for p in self.pulls.values()):
            owner = self.full_name.split("/")[0]
            raise Refused(422, "Validation Failed", [{
                "resource": "PullRequest", "code": "custom",
                "message": f"A pull request already exists for {owner}:{head}."}])
        status, count = self.git("rev-list", "--count", f"{self.branch(base)}..{self.branch(head)}")
        if count == "0":
            raise Refused(422, "Validation Failed", [{
                "resource": "PullRequest", "code": "custom", "message": f"No commits between {base} and {head}"}])
        self.check_length(body)
        number = self.number()
        self.pulls[number] = {
            "number": number, "state": "open", "title": title, "body": body, "head": head, "base": base,
            "sha": self.branch(head), "labels": [], "login": login, "merge": None, "merged_by": None,
            "closed_by": None, "fork": fork}
        return self.pulls[number]

    @staticmethod
    def check_length(body):
        if body is not None and len(body) > 65536:
            raise Refused(422, "Validation Failed", [{
                "resource": "Issue", "code": "custom", "field": "body",
                "message": "body is too long (maximum is 65536 characters)"}])

    def merge(self, pull, login, sha, method, title, message):
        if pull["state"] != "open":
            raise Refused(405, "Pull Request is not mergeable")
        head, base = self.head(pull), self.branch(pull["base"])
        if sha and sha != head:
            raise Refused(409, "Head branch was modified. Review and try the merge again.")
        if method not in self.methods:
            names = {"squash": "Squash merges", "merge": "Merge commits"}
            raise Refused(405, f"{names.get(method, method)} are not allowed on this repository.")
        tree = self.merged_tree(base, head)
        if not tree:
            raise Refused(405, "Pull Request is not mergeable")
        parents = ["-p", base] + (["-p", head] if method == "merge" else [])
        identity = {f"GIT_{who}_{what}": text for who in ("AUTHOR", "COMMITTER") for what, text in
                    (("NAME", "GitHub"), ("EMAIL", "noreply@github.com"), ("DATE", "1763600000 +0000"))}
        text = title + ("\n\n" + message if message else "")
        _, commit = self.git("commit-tree", tree, *parents, "-F", "-", stdin=text.encode(),
                             env={"PATH": "/usr/bin:/bin:/usr/local/bin", **identity})
        status, _ = self.git("update-ref", f"refs/heads/{pull['base']}", commit, base)
        if status != 0:
            raise Refused(405, "Base branch was modified. Review and try the merge again.")
        pull.update(state="closed", merge=commit, merged_by=login, closed_by=login)
        return commit

    def add_labels(self, number, labels):
        thread = self.thread(number)
        for label in labels:
            if label.lower() not in [known.lower() for known in thread["labels"]]:
                thread["labels"].append(label)
        return thread["labels"]

    def label(self, number, label, login, event):
        """Somebody puts a label on, or takes it off."""
        thread = self.thread(number)
        if event == "labeled":
            self.add_labels(number, [label])
        else:
            thread["labels"].remove(label)
        self.events.setdefault(int(number), []).append(
            {"id": self.identifier(), "event": event, "login": login, "label": label})

    def add_comment(self, number, login, body):
        self.thread(number)
        self.check_length(body)
        comment = {"id": self.identifier(), "login": login, "body": body}
        self.comments.setdefault(int(number), []).append(comment)
        return comment

    def add_issue(self, login, title, body, labels):
        self.check_length(body)
        number = self.number()
        self.issues[number] = {
            "number": number, "state": "open", "title": title, "body": body, "labels": list(labels), "login": login,
            "closed_by": None}
        return self.issues[number]
