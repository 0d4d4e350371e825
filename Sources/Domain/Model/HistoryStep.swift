/// One commit of a history that is followed by first parents, with the files that differ from its parent.
public struct HistoryStep: Hashable, Sendable {
    /// One file on both sides.
    public struct Change: Hashable, Sendable {
        /// Its path.
        public var path: String
        /// Its blob in the parent; nil where it was not there.
        public var before: ObjectID?
        /// Its blob in the commit; nil where it is gone.
        public var after: ObjectID?

        /// Makes a change.
        public init(path: String, before: ObjectID?, after: ObjectID?) {
            self.path = path
            self.before = before
            self.after = after
        }
    }

    /// The commit.
    public var id: ObjectID
    /// All parents.
    public var parents: [ObjectID]
    /// What differs from the first parent; nothing where there is none.
    public var changes: [Change]

    /// Makes a step.
    public init(id: ObjectID, parents: [ObjectID], changes: [Change]) {
        self.id = id
        self.parents = parents
        self.changes = changes
    }
}
