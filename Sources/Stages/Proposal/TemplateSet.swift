internal import Diagnostics
internal import Mustache
internal import Synchronization

/// The mustache templates that texts are rendered from: the shipped ones, and what the target branch overrides.
public struct TemplateSet: Sendable {
    /// The names a set must have.
    public static let names = ["commit", "pull-request", "pull-request-group", "escalation"]

    private let templates: [String: MustacheTemplate]
    /// Blob path of every overridden template, for the evidence: name → path.
    public let overridden: [String: String]

    /// Compiles the templates; `overrides` replace shipped ones of the same name.
    ///
    /// `shipped` is name → text; `overrides` is name → path and text, read from the target branch.
    ///
    /// - Throws: `Failure` naming the file that does not compile.
    public init(shipped: [String: String], overrides: [String: (path: String, text: String)] = [:]) throws {
        var compiled: [String: MustacheTemplate] = [:]
        for (name, text) in shipped {
            compiled[name] = try TemplateSet.compiledOnce(text, "shipped template \(name)")
        }
        for (name, file) in overrides { compiled[name] = try TemplateSet.compile(file.text, file.path) }
        templates = compiled
        overridden = overrides.mapValues(\.path)
    }

    /// Renders `name`; a name that is not in ``names`` is the caller's mistake.
    func render(_ name: String, _ context: [String: Any]) -> String {
        guard let template = templates[name] else { preconditionFailure("there is no template \(name)") }
        return template.render(context)
    }

    /// Shipped texts are a handful and never change while the program runs; those of repositories do.
    private static let shippedOnes = Mutex<[String: MustacheTemplate]>([:])

    private static func compiledOnce(_ text: String, _ what: String) throws -> MustacheTemplate {
        if let known = shippedOnes.withLock({ $0[text] }) { return known }
        let template = try compile(text, what)
        shippedOnes.withLock { $0[text] = template }
        return template
    }

    private static func compile(_ text: String, _ what: String) throws -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: text)
        } catch {
            throw Failure(.configuration, "reading \(what)", "not a mustache template: \(error)", .needsHuman)
        }
    }
}
