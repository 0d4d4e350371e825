#pragma once
#include <git2.h>
#include <git2/sys/repository.h>
#include <git2/sys/commit.h>
#include <git2/sys/transport.h>
#include <git2/sys/mempack.h>

// git_libgit2_opts is variadic, which Swift cannot call: one named function per use.

/// Directories searched for configuration of one level; "" searches nowhere.
static inline int clibgit2_set_search_path(int level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

/// Repository format extensions that are understood beside the built-in ones.
static inline int clibgit2_set_extensions(const char **names, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}

/// File and directory of trusted certificate authorities; either may be NULL.
static inline int clibgit2_set_certificate_locations(const char *file, const char *directory) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, directory);
}
