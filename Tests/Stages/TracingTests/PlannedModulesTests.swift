import Foundation
import Model
import TestSupport
import Testing
import Tracing

/// Generated configurations, planned by Terraform and evaluated by us: every planned attribute has the value that we say, and what
/// only an apply tells is unknown to both.
@Suite("terraform plan itself", .enabled(if: Shell.has("terraform"), "terraform is not installed"))
struct PlannedModulesTests {
    /// Six configurations in every run, 150 where `TRIMTAB_NIGHTLY` is set.
    static let seeds = Array(
        UInt64(1)...(ProcessInfo.processInfo.environment["TRIMTAB_NIGHTLY"] == nil ? 6 : 150))

    @Test("every planned attribute has the value that we say", arguments: seeds)
    func plans(seed: UInt64) throws {
        var generator = TerraformModuleGenerator(seed: seed, mentionsResources: true)
        let configuration = generator.configuration()
        // A number without end can be planned, and not be printed.
        guard let planned = try Planned(configuration.files) else { return }
        #expect(Set(planned.resources.keys) == Set(configuration.resources), "seed \(seed)")

        var files: [String: String] = [:]
        for (path, text) in configuration.files { files["l/" + path] = text }
        let stage = Sample(files).stage
        let facts = try stage.facts(reading: Set(files.keys)).filter {
            $0.key.root == "l" && $0.key.resource.contains("terraform_data.")
                && $0.key.attribute.hasPrefix("input")
        }
        var ours: [String: [String: String?]] = [:]
        for fact in facts { ours[fact.key.resource, default: [:]][fact.key.attribute] = .some(fact.value) }
        let others = Set(ours.keys).symmetricDifference(planned.resources.keys)
        #expect(others.isEmpty, "seed \(seed)")

        var known = 0
        for (address, attributes) in planned.resources {
            for (attribute, value) in attributes {
                let what = "seed \(seed): \(address) \(attribute)"
                switch value {
                case .known(let text):
                    guard let fact = ours[address]?[attribute], let mine = fact else {
                        let trace = try stage.trace(address: address, attribute: attribute, root: "l")
                        #expect(isAccountedFor(trace), "\(what) is \(text), and not known to us")
                        continue
                    }
                    known += 1
                    #expect(isEqual(mine, text), "\(what) is \(text), not \(mine)")
                case .null:
                    #expect(ours[address]?[attribute].flatMap { $0 } == nil, "\(what) is null")
                case .unknown:
                    #expect(
                        ours[address]?[attribute].flatMap { $0 } == nil,
                        "\(what) is not known before an apply")
                    let trace = try stage.trace(address: address, attribute: attribute, root: "l")
                    #expect(
                        trace?.hold?.reason == .dataSource, "\(what): \(String(describing: trace?.status))")
                }
            }
        }
        #expect(known > 0, "seed \(seed): nothing to compare")
    }

    /// Held for what is not computed on purpose, and never with a value.
    private func isAccountedFor(_ trace: Trace?) -> Bool {
        guard let hold = trace?.hold else { return false }
        return hold.reason == .dataSource || hold.detail.hasSuffix("is empty")
            || DifferentialReasons.all.contains { hold.detail.contains($0) }
    }

    /// A plan prints numbers with the precision of a double.
    private func isEqual(_ mine: String, _ planned: String) -> Bool {
        mine == planned || Double(mine).map { $0 == Double(planned) } ?? false
    }
}

/// Why something that Terraform computes may be unknown here.
private enum DifferentialReasons {
    static let all = [
        "division by zero is infinite", "a number this large is not computed with",
        "pow() of these numbers is not computed here to the last digit", "pow() is infinite",
        "log() is infinite",
        "a null without a type is not formatted",
    ]
}

/// What `terraform plan` says about the resources of a configuration that needs no provider.
private struct Planned {
    enum Leaf {
        case known(String)
        case null
        case unknown
    }

    /// Address → path of each leaf below `input` → value.
    var resources: [String: [String: Leaf]] = [:]

    /// Nil for a plan that Terraform makes and cannot print.
    init?(_ files: [String: String]) throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        for (path, text) in files {
            let url = URL(fileURLWithPath: directory.path + "/" + path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        var shell = Shell(directory: directory.path)
        shell.environment = TerraformConsole.environment(directory)
        try shell.run(["terraform", "init", "-backend=false", "-input=false", "-no-color"])
        let answer = try shell.attempt([
            "terraform", "plan", "-out=plan", "-refresh=false", "-input=false", "-no-color", "-lock=false",
        ])
        if answer.complaint.contains("cannot serialize infinity")
            || answer.text.contains("cannot serialize infinity")
        {
            return nil
        }
        guard answer.status == 0 else {
            throw Refused(description: "terraform plan: \(answer.text) \(answer.complaint)")
        }
        let json = try shell.run(["terraform", "show", "-json", "plan"]).output
        for change in try JSONDecoder().decode(Document.self, from: json).resourceChanges {
            var leaves: [String: Leaf] = [:]
            Planned.flatten(
                change.change.after?["input"], change.change.afterUnknown["input"], "input", &leaves)
            resources[change.address] = leaves
        }
    }

    private struct Refused: Error, CustomStringConvertible { var description: String }

    private struct Document: Decodable {
        struct Resource: Decodable {
            var address: String
            var change: Change
        }
        struct Change: Decodable {
            var after: [String: JSON]?
            var afterUnknown: [String: JSON]
            enum CodingKeys: String, CodingKey {
                case after
                case afterUnknown = "after_unknown"
            }
        }
        var resourceChanges: [Resource]
        enum CodingKeys: String, CodingKey { case resourceChanges = "resource_changes" }
    }

    private enum JSON: Decodable {
        case null
        case bool(Bool)
        case number(Double)
        case string(String)
        case array([JSON])
        case object([String: JSON])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if let bool = try? value.decode(Bool.self) {
                self = .bool(bool)
            } else if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else if let string = try? value.decode(String.self) {
                self = .string(string)
            } else if let array = try? value.decode([JSON].self) {
                self = .array(array)
            } else {
                self = .object(try value.decode([String: JSON].self))
            }
        }
    }

    private static func flatten(
        _ value: JSON?, _ unknown: JSON?, _ path: String, _ leaves: inout [String: Leaf]
    ) {
        if case .bool(true) = unknown {
            leaves[path] = .unknown
            return
        }
        var (unknownElements, unknownMembers): ([JSON], [String: JSON]) = ([], [:])
        if case .array(let elements) = unknown { unknownElements = elements }
        if case .object(let members) = unknown { unknownMembers = members }
        switch value {
        case .bool(let flag): leaves[path] = .known(flag ? "true" : "false")
        case .number(let number): leaves[path] = .known("\(number)")
        case .string(let text): leaves[path] = .known(text)
        case .array(let elements):
            let count = max(elements.count, unknownElements.count)
            if count == 0 { leaves[path] = .known("[]") }
            for index in 0..<count {
                flatten(
                    elements.indices.contains(index) ? elements[index] : nil,
                    unknownElements.indices.contains(index) ? unknownElements[index] : nil,
                    "\(path)[\(index)]", &leaves)
            }
        case .object(let members):
            let keys = Set(members.keys).union(unknownMembers.keys)
            if keys.isEmpty { leaves[path] = .known("{}") }
            for key in keys { flatten(members[key], unknownMembers[key], "\(path).\(key)", &leaves) }
        case .null, nil:
            if unknownMembers.isEmpty, unknownElements.isEmpty { leaves[path] = .null }
            for (key, below) in unknownMembers { flatten(nil, below, "\(path).\(key)", &leaves) }
            for (index, below) in unknownElements.enumerated() {
                flatten(nil, below, "\(path)[\(index)]", &leaves)
            }
        }
    }
}
