internal import Foundation
internal import TestSupport

/// A fresh copy of the example repository: a clone with a work tree, and the bare origin it pushes to.
struct Storefront: Sendable {
    /// Folder of the example inside this project.
    static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../../infra-examples").standardizedFileURL.path
    /// The recorded answers of the example.
    static let signals = examples + "/storefront-signals"
    /// Those of the account of warehouse, analytics and partners.
    static let logistics = examples + "/logistics-signals"

    /// Made once for the whole run, then copied: the ids of its commits are the same on every machine.
    private static let whole = Result { try make([]) }
    /// Four workloads: one merge, two pull requests of one service on neighbouring lines, one that waits.
    private static let small = Result {
        try make([
            "argocd", "charts", "flux", "kustomize", "services", "terraform", "terragrunt", "kubernetes/data",
            "kubernetes/prod/api.yaml", "kubernetes/prod/api-autoscaler.yaml", "kubernetes/prod/catalog.yaml",
            "kubernetes/prod/feature-flags.yaml", "kubernetes/prod/ledger.yaml",
            "kubernetes/prod/payments.yaml",
            "kubernetes/shop/recommender.yaml", "kubernetes/shop/sessions.yaml",
        ])
    }

    /// The estates, each made once.
    private static let estates = Dictionary(
        uniqueKeysWithValues: ["flux", "argocd", "helmfile", "platform"].map { name in
            (name, Result { try make(of: "estates/\(name)", []) })
        })

    /// Which copy.
    enum Kind { case whole, small }

    /// Holds `clone` and `origin.git`.
    let directory: TemporaryDirectory
    var clone: String { directory.path + "/clone" }
    var origin: String { directory.path + "/origin.git" }
    /// `git` in the bare origin.
    var git: Shell { Shell(directory: origin) }

    /// A fresh copy.
    init(_ kind: Kind = .whole) throws {
        try self.init(copyOf: (kind == .whole ? Storefront.whole : Storefront.small).get())
    }

    /// A fresh copy of an estate.
    init(estate: String) throws {
        guard let template = Storefront.estates[estate] else { throw Unexpected("no estate \(estate)") }
        try self.init(copyOf: template.get())
    }

    /// A copy of what another one has become.
    init(_ other: Storefront) throws { try self.init(copyOf: other.directory.path) }

    private init(copyOf template: String) throws {
        directory = try TemporaryDirectory(inMemory: true)
        for name in ["clone", "origin.git"] {
            try FileManager.default.copyItem(
                atPath: template + "/" + name, toPath: directory.path + "/" + name)
        }
        try Shell(directory: clone).run(["git", "remote", "set-url", "origin", origin])
    }

    /// The binary in this directory.
    func product(_ environment: [String: String] = [:]) -> Product {
        Product(directory: directory.path, environment: environment)
    }

    /// Runs a command on the clone.
    func trimtab(
        _ arguments: String..., environment: [String: String] = [:], input: String = ""
    ) throws -> Shell.Answer {
        try product(environment).run(arguments + ["--repo", "clone"], input: Data(input.utf8))
    }

    /// The same with a list of arguments.
    func trimtab(_ arguments: [String]) throws -> Shell.Answer {
        try product().run(arguments + ["--repo", "clone"])
    }

    /// Runs a command that must succeed.
    func demand(_ arguments: String...) throws {
        let answer = try product().run(arguments + ["--repo", "clone"])
        guard answer.status == 0 else { throw Unexpected(answer.everything) }
    }

    /// Arguments of a run on the recorded signals.
    static func run(_ command: String, at time: String = Product.now, signals: String = Storefront.signals)
        -> [String]
    {
        [command, "--repo", "clone", "--signals", signals, "--at", time, "-o", "json"]
    }

    /// A sweep on the recorded signals.
    func sweep(
        _ more: String..., at time: String = Product.now, signals: String = Storefront.signals,
        environment: [String: String] = [:]
    ) throws -> RunSeen {
        try RunSeen(product(environment).run(Storefront.run("sweep", at: time, signals: signals) + more))
    }

    /// The answer to an alert of the example.
    func respond(
        _ alert: String = "kube-container-oomkilled", environment: [String: String] = [:]
    ) throws -> RunSeen {
        let file = "\(Storefront.signals)/alerts/\(alert).json"
        return try RunSeen(product(environment).run(Storefront.run("respond") + ["--alert", file]))
    }

    /// Changes files of the work tree and pushes them to `main` of the origin.
    func push(_ files: [String: String], _ message: String = "Change") throws {
        let shell = Shell(directory: clone)
        try shell.run(["git", "fetch", "-q", "origin"])
        try shell.run(["git", "reset", "-q", "--hard", "origin/main"])
        for (path, text) in files {
            let url = URL(fileURLWithPath: clone).appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try shell.run(["git", "add", "-A"])
        try shell.run(["git", "commit", "-q", "-m", message])
        try shell.run(["git", "push", "-q", "origin", "HEAD:main"])
    }

    /// All references of the origin with what they point at.
    func references() throws -> String { try git.run(["git", "for-each-ref"]).text }

    private static func make(of example: String = "storefront", _ without: [String]) throws -> String {
        let directory = try TemporaryDirectory().path
        let clone = directory + "/clone"
        try FileManager.default.copyItem(atPath: examples + "/" + example, toPath: clone)
        for path in without { try FileManager.default.removeItem(atPath: clone + "/" + path) }
        if !without.isEmpty {
            // Terraform is gone, and with it the roots that the settings name.
            let settings = clone + "/.trimtab.yml"
            try "version: 1\nbranch: main\nposture: auto\nclusters:\n  prod-eu: prod-eu\n"
                .write(toFile: settings, atomically: true, encoding: .utf8)
        }
        let shell = Shell(directory: clone)
        try shell.run(["git", "init", "-q", "--template=", "-b", "main"])
        try shell.run(["git", "add", "-A"])
        try shell.run(["git", "commit", "-q", "-m", "Storefront"])
        // One pack and no sample hooks: a copy is made for almost every test.
        try shell.run(["git", "repack", "-a", "-d", "-q"])
        try shell.run(["git", "clone", "-q", "--bare", "--template=", ".", directory + "/origin.git"])
        try shell.run(["git", "remote", "add", "origin", directory + "/origin.git"])
        try shell.run(["git", "fetch", "-q", "origin"])
        return directory
    }
}
