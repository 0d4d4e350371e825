#include "bare_commit.h"

#include <git2.h>
#include <stdio.h>
#include <string.h>

static int one(git_repository *repo, git_commit *base, const char *path, int round, int i) {
    git_tree *tree = NULL, *updated = NULL;
    git_tree_entry *entry = NULL;
    git_signature *author = NULL;
    git_reference *reference = NULL;
    git_tree_update update = {.action = GIT_TREE_UPDATE_UPSERT, .path = path};
    git_oid tree_id, commit_id;
    char text[128], name[128];

    snprintf(text, sizeof text, "memory: %dMi # c %d\n", i, round);
    snprintf(name, sizeof name, "refs/heads/bench/c-%d-%d", round, i);
    int status = git_commit_tree(&tree, base);
    if (!status) status = git_tree_entry_bypath(&entry, tree, path);
    if (!status) update.filemode = git_tree_entry_filemode(entry);
    if (!status) status = git_blob_create_from_buffer(&update.id, repo, text, strlen(text));
    if (!status) status = git_tree_create_updated(&tree_id, repo, tree, 1, &update);
    if (!status) status = git_tree_lookup(&updated, repo, &tree_id);
    if (!status) status = git_signature_new(&author, "Bot", "bot@example.com", 1763600000, 0);
    if (!status) {
        const git_commit *parents[] = {base};
        status = git_commit_create(
            &commit_id, repo, NULL, author, author, NULL, "fix(resources): raise memory\n", updated, 1, parents);
    }
    if (!status) status = git_reference_create(&reference, repo, name, &commit_id, 0, "bench");
    git_reference_free(reference);
    git_signature_free(author);
    git_tree_free(updated);
    git_tree_entry_free(entry);
    git_tree_free(tree);
    return status;
}

int bare_commit(const char *path, int round, int count, const char *const *files, int file_count) {
    git_libgit2_init();
    git_repository *repo = NULL;
    git_commit *base = NULL;
    git_oid id;
    int status = git_repository_open(&repo, path);
    if (!status) status = git_reference_name_to_id(&id, repo, "refs/heads/main");
    for (int i = 0; !status && i < count; i++) {
        status = git_commit_lookup(&base, repo, &id);
        if (!status) status = one(repo, base, files[i % file_count], round, i);
        git_commit_free(base);
        base = NULL;
    }
    git_repository_free(repo);
    git_libgit2_shutdown();
    return status;
}
