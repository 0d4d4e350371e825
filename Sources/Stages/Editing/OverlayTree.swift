internal import Model
internal import Ports

/// A tree in which some files have other bytes; everything else is the tree below.
struct OverlayTree: SourceTree {
    let base: any SourceTree
    let replaced: [String: [UInt8]]

    var commit: ObjectID { base.commit }
    var entries: [TreeEntry] { base.entries }

    func read(_ path: String) throws -> [UInt8]? {
        if let real = base.realPath(path), let bytes = replaced[real] { return bytes }
        return try base.read(path)
    }

    func realPath(_ path: String) -> String? { base.realPath(path) }
}
