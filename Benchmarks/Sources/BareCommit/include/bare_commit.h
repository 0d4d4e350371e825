#pragma once

/// Branch, edit and commit `count` times in the repository at `path`, as plainly as libgit2 allows.
///
/// Round `round` edits `files[i % file_count]` on top of `main` and names each commit `refs/heads/bench/c-<round>-<i>`.
/// Returns 0, or the library's status.
int bare_commit(const char *path, int round, int count, const char *const *files, int file_count);
