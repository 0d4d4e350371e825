internal import CLibgit2

/// Says how one kind of libgit2 object is freed.
protocol HandleKind {
    static func free(_ pointer: OpaquePointer)
}

/// The one owner of a libgit2 object; frees it, cannot be copied, and never leaves this module.
struct Handle<Kind: HandleKind>: ~Copyable {
    let pointer: OpaquePointer

    /// Takes what `make` stores through the pointer it is given, or throws what the library reports.
    init(
        _ activity: @autoclosure () -> String, _ make: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws(GitError) {
        var pointer: OpaquePointer?
        try check(activity(), make(&pointer))
        guard let pointer else {
            throw GitError(kind: .library, activity: activity(), message: "the library returned nothing")
        }
        self.pointer = pointer
    }

    deinit { Kind.free(pointer) }
}

enum RepositoryKind: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_repository_free(pointer) }
}
enum CommitKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_commit_free(pointer) } }
enum TreeKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_tree_free(pointer) } }
enum TreeEntryKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_tree_entry_free(pointer) } }
enum TreeBuilderKind: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_treebuilder_free(pointer) }
}
enum BlobKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_blob_free(pointer) } }
enum ObjectKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_object_free(pointer) } }
enum ReferenceKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_reference_free(pointer) } }
enum RefIteratorKind: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_reference_iterator_free(pointer) }
}
enum TransactionKind: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_transaction_free(pointer) }
}
enum IndexKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_index_free(pointer) } }
enum DiffKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_diff_free(pointer) } }
enum PatchKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_patch_free(pointer) } }
enum RevwalkKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_revwalk_free(pointer) } }
enum RemoteKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_remote_free(pointer) } }
enum RefspecKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_refspec_free(pointer) } }
enum ConfigKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_config_free(pointer) } }
enum ConfigIteratorKind: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_config_iterator_free(pointer) }
}
enum StatusListKind: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_status_list_free(pointer) }
}
enum DatabaseKind: HandleKind { static func free(_ pointer: OpaquePointer) { git_odb_free(pointer) } }
enum PackBuilderKind: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_packbuilder_free(pointer) }
}

typealias RepositoryHandle = Handle<RepositoryKind>
typealias CommitHandle = Handle<CommitKind>
typealias TreeHandle = Handle<TreeKind>
typealias TreeEntryHandle = Handle<TreeEntryKind>
typealias TreeBuilderHandle = Handle<TreeBuilderKind>
typealias BlobHandle = Handle<BlobKind>
typealias ObjectHandle = Handle<ObjectKind>
typealias ReferenceHandle = Handle<ReferenceKind>
typealias RefIteratorHandle = Handle<RefIteratorKind>
typealias TransactionHandle = Handle<TransactionKind>
typealias IndexHandle = Handle<IndexKind>
typealias DiffHandle = Handle<DiffKind>
typealias PatchHandle = Handle<PatchKind>
typealias RevwalkHandle = Handle<RevwalkKind>
typealias RemoteHandle = Handle<RemoteKind>
typealias RefspecHandle = Handle<RefspecKind>
typealias ConfigHandle = Handle<ConfigKind>
typealias ConfigIteratorHandle = Handle<ConfigIteratorKind>
typealias StatusListHandle = Handle<StatusListKind>
typealias DatabaseHandle = Handle<DatabaseKind>
typealias PackBuilderHandle = Handle<PackBuilderKind>

/// A buffer that the library allocates and frees.
struct LibraryBuffer: ~Copyable {
    var raw = git_buf()

    deinit {
        var raw = raw
        git_buf_dispose(&raw)
    }

    /// A copy of the contents.
    var bytes: [UInt8] {
        guard let start = raw.ptr, raw.size > 0 else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: raw.size))
    }
}
