internal import Diagnostics
internal import Model

/// Which roots read which files.
struct RootReaders: Sendable {
    /// A root that counts as deployed with every file that its code and variables stand in.
    private struct Entry: Sendable {
        var context: TerraformContext
        var closure: [String]
    }

    private var entries: [Entry] = []
    private var readers: [String: [Int]] = [:]
    /// Directory → roots whose code is in it.
    private var users: [String: [Int]] = [:]
    /// Directories whose expressions read files.
    private var reading: [(directory: String, reads: Set<FileRead>)] = []

    private let library: ModuleLibrary

    init(_ contexts: [TerraformContext], _ library: ModuleLibrary) throws {
        self.library = library
        var seen: Set<String> = []
        for context in contexts {
            let closure = context.inputs?.missing == nil ? try library.closure(of: context).sorted() : []
            let position = entries.count
            entries.append(Entry(context: context, closure: closure))
            var files = Set(context.inputs?.files ?? [])
            for directory in closure {
                let made = directory == context.root ? context.inputs?.made ?? [] : []
                let module = try library.module(directory, with: made)
                files.formUnion(module.files)
                users[directory, default: []].append(position)
                if seen.insert(directory).inserted || !made.isEmpty, !module.reads.isEmpty {
                    reading.append((directory, module.reads))
                }
            }
            let values = VariableValues.automatic(context.root, library.index) + context.variableFiles
            files.formUnion(values.compactMap(library.index.realFile))
            for file in files { readers[file, default: []].append(position) }
        }
    }

    /// Roots that read one of the files for certain, and those that perhaps do, by an expression.
    func contexts(reading files: Set<String>) throws -> (
        certain: [TerraformContext], possible: [TerraformContext]
    ) {
        let certain = Set(files.flatMap { readers[$0] ?? [] })
        var possible: Set<Int> = []
        for file in files where !ModuleLibrary.isTerraform(RepositoryPath.name(of: file)) {
            for (directory, reads) in reading {
                possible.formUnion(
                    (users[directory] ?? []).filter { position in
                        let root = entries[position].context.root
                        return reads.contains { $0.mayMean(file, module: directory, root: root) }
                    })
            }
            var named: [String: Bool] = [:]
            possible = try possible.filter { try canName(file, entries[$0], &named) }
        }
        return (
            certain.sorted().map { entries[$0].context },
            possible.subtracting(certain).sorted().map { entries[$0].context }
        )
    }

    /// True when a file of the root's code or variables can make the name of `file`.
    private func canName(_ file: String, _ entry: Entry, _ named: inout [String: Bool]) throws -> Bool {
        func canName(_ path: String) throws -> Bool {
            if let known = named[path] { return known }
            let source = try? library.index.store.readable(path).get()
            let result = source.map { FileNaming.canName(file, in: $0.bytes) } ?? true
            named[path] = result
            return result
        }
        for directory in entry.closure {
            if try library.module(directory).files.contains(where: canName) { return true }
        }
        let context = entry.context
        let values = VariableValues.automatic(context.root, library.index) + context.variableFiles
        return try (values.compactMap(library.index.realFile) + (context.inputs?.files ?? []))
            .contains(where: canName)
    }
}
