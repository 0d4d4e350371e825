#define _GNU_SOURCE
#include "git_plumbing.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ROOM = 1 << 16 };

/// Runs a command with the input and keeps what it prints; both must fit into a pipe, which here they do.
static int run(const char *const *arguments, const char *input, char *output) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) return -1;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    pid_t child;
    int status = posix_spawnp(&child, "git", &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    if (!status && write(in[1], input, strlen(input)) < 0) status = -1;
    close(in[1]);
    size_t size = 0;
    ssize_t got;
    while ((got = read(out[0], output + size, ROOM - 1 - size)) > 0) size += got;
    output[size] = 0;
    close(out[0]);
    if (status) return -1;
    int ended;
    waitpid(child, &ended, 0);
    return ended;
}

static void cut(char *line) { line[strcspn(line, "\n")] = 0; }

/// Copies a listing with another object at `name`.
static void replace(const char *listing, const char *name, const char *object, char *changed) {
    changed[0] = 0;
    char *end = changed;
    for (const char *line = listing; *line;) {
        const char *stop = strchr(line, '\n');
        const char *tab = memchr(line, '\t', stop - line);
        size_t length = stop - tab - 1;
        if (length == strlen(name) && !memcmp(tab + 1, name, length))
            end += sprintf(end, "%.*s%s\t%s\n", (int)(tab - line - 40), line, object, name);
        else
            end += sprintf(end, "%.*s", (int)(stop - line + 1), line);
        line = stop + 1;
    }
}

static int one(const char *repository, const char *base, const char *file, int round, int i) {
    static char output[ROOM], changed[ROOM];
    char object[64], path[512], folder[600], text[128], name[128];
    snprintf(text, sizeof text, "memory: %dMi # p %d\n", i, round);
    if (run((const char *[]){"git", "-C", repository, "hash-object", "-w", "--stdin", NULL}, text, output)) return -1;
    cut(output);
    strcpy(object, output);
    strcpy(path, file);
    for (int is_root = 0; !is_root;) {
        char *slash = strrchr(path, '/');
        const char *last = slash ? slash + 1 : path;
        is_root = slash == NULL;
        if (slash) *slash = 0;
        snprintf(folder, sizeof folder, "%s:%s", base, slash ? path : "");
        if (run((const char *[]){"git", "-C", repository, "ls-tree", folder, NULL}, "", output)) return -1;
        replace(output, last, object, changed);
        if (run((const char *[]){"git", "-C", repository, "mktree", NULL}, changed, output)) return -1;
        cut(output);
        strcpy(object, output);
    }
    if (run((const char *[]){"git", "-C", repository, "-c", "user.name=Bot", "-c", "user.email=bot@example.com",
                "commit-tree", object, "-p", base, NULL}, "fix(resources): raise memory\n", output)) return -1;
    cut(output);
    snprintf(name, sizeof name, "refs/heads/bench/p-%d-%d", round, i);
    return run((const char *[]){"git", "-C", repository, "update-ref", name, output, "", NULL}, "", changed);
}

int git_plumbing(const char *path, int round, int count, const char *const *files, int file_count) {
    char base[ROOM];
    if (run((const char *[]){"git", "-C", path, "rev-parse", "refs/heads/main", NULL}, "", base)) return -1;
    cut(base);
    for (int i = 0; i < count; i++)
        if (one(path, base, files[i % file_count], round, i)) return -1;
    return 0;
}
