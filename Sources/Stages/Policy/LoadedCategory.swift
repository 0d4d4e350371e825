public import Model
public import Settings

/// A category as it stands on the target branch, with the blob that a permit binds.
public struct LoadedCategory: Hashable, Sendable {
    /// The decoded file.
    public var category: Category { didSet { scope = CategoryScope(category) } }
    /// What it speaks about, prepared once and not for every change.
    private(set) var scope: CategoryScope
    /// The blob of the file.
    public var blob: ObjectID
    /// The commit it was read from.
    public var commit: ObjectID

    /// Makes it.
    public init(_ category: Category, blob: ObjectID, commit: ObjectID) {
        self.category = category
        scope = CategoryScope(category)
        self.blob = blob
        self.commit = commit
    }
}
