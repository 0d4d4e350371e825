#pragma once

/// The same as `bare_commit` with git's plumbing commands: hash-object, ls-tree and mktree for each level, commit-tree,
/// update-ref. The commands are spawned as cheaply as the system allows, so that git itself is measured.
///
/// Names are `refs/heads/bench/p-<round>-<i>`. Returns 0, or -1 when a command failed.
int git_plumbing(const char *path, int round, int count, const char *const *files, int file_count);
