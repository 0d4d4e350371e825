import Diagnostics
import Model
import Settings
import TestSupport
import Tracing

/// A few files with marks: `1️⃣` stands before the token that the answer must name, `2️⃣` behind it.
struct Sample {
    let tree: InMemoryTree
    let settings: RepositorySettings
    /// `file:start-end` of the marked token.
    let marked: String?

    init(
        _ files: [String: String], links: [String: String] = [:], submodules: [String] = [],
        settings: RepositorySettings = RepositorySettings()
    ) {
        var bytes: [String: [UInt8]] = [:]
        var marked: String?
        for (path, text) in files {
            let sample = MarkedText(text)
            bytes[path] = sample.bytes
            if let start = sample.markers["1️⃣"], let end = sample.markers["2️⃣"] {
                marked = "\(path):\(start)-\(end)"
            }
        }
        tree = InMemoryTree(bytes, links: links, submodules: submodules)
        self.settings = settings
        self.marked = marked
    }

    var stage: TracingStage { TracingStage(tree: tree, settings: settings) }

    /// The answer to a question in the words of the command line.
    func trace(
        _ address: String, _ attribute: String, namespace: String = "", root: String? = nil,
        environment: String? = nil,
        variableFiles: [String] = []
    ) throws -> Trace {
        let trace = try stage.trace(
            address: address, attribute: attribute, root: root, environment: environment,
            namespace: namespace,
            variableFiles: variableFiles)
        guard let trace else { preconditionFailure("`\(address)` is no address") }
        return trace
    }
}

extension Trace {
    /// `file:start-end` of the origin.
    var place: String? { origin.map { "\($0.file):\($0.range.lower)-\($0.range.upper)" } }

    var statusName: String {
        switch status {
        case .literal: "literal"
        case .shared: "shared"
        case .absent: "absent"
        case .held: "held"
        }
    }

    var hold: Hold? {
        guard case .held(let hold) = status else { return nil }
        return hold
    }

    var insertion: Insertion? {
        guard case .absent(let insertion) = status else { return nil }
        return insertion
    }

    /// `resource attribute` of the rows.
    var others: [String] { alsoDecides.map { "\($0.resource) \($0.attribute)" }.sorted() }
}

/// A Deployment with one container, for samples.
func deployment(_ name: String, namespace: String? = nil, replicas: String = "2", memory: String = "512Mi")
    -> String
{
    let line = namespace.map { "\n  namespace: \($0)" } ?? ""
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)\(line)
        spec:
          replicas: \(replicas)
          template:
            spec:
              containers:
                - name: app
                  image: registry.example/\(name):1.0
                  resources:
                    limits:
                      memory: \(memory)

        """
}
