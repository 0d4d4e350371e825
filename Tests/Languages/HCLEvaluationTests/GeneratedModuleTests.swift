import Diagnostics
import Foundation
import HCL
import HCLEvaluation
import Provenance
import TestSupport
import Testing

/// As much of Terraform's modules as generated configurations have: variables, locals, calls and outputs.
private final class Modules {
    let files: [String: String]
    let evaluator = Evaluator()

    init(_ files: [String: String]) {
        self.files = files
        evaluator.shortCircuits = false
    }

    func file(_ path: String) -> HCLFile { HCLParser.parseAny(Array((files[path] ?? "").utf8), path: path) }

    func root() -> ModuleScope {
        var arguments: [String: Value] = [:]
        for path in ["terraform.tfvars", "z.auto.tfvars"] {
            for attribute in file(path).body.attributes {
                arguments[attribute.name] = evaluator.evaluate(
                    attribute.expression, path: path, scope: ModuleScope())
            }
        }
        return scope("", arguments)
    }

    private func scope(_ directory: String, _ arguments: [String: Value]) -> ModuleScope {
        let path = "\(directory)main.tf"
        let scope = ModuleScope()
        var calls: [String: BlockView] = [:]
        for block in file(path).body.blocks {
            let name = block.labels.first ?? ""
            switch block.type {
            case "variable":
                let fallback = block.body.attribute("default")?.expression
                var value =
                    arguments[name] ?? fallback.map {
                        evaluator.evaluate($0, path: path, scope: ModuleScope())
                    }
                    ?? Value(.unknown(Unknown(.unsetVariable, name)))
                if let type = block.body.attribute("type")?.expression, let constraint = TypeConstraint(type)
                {
                    value = evaluator.convert(
                        value, to: constraint, path: path, at: file(path).span(type.range))
                }
                scope.define("var", name, value)
            case "locals":
                for attribute in block.body.attributes {
                    scope.define(
                        "local", attribute.name, attribute.expression, path: path,
                        hop: "local.\(attribute.name)")
                }
            case "module": calls[name] = block
            default: break
            }
        }
        scope.fallback = { [unowned scope] reference, _ in
            guard reference.name == "module", let name = reference.attribute(0), let call = calls[name] else {
                return nil
            }
            let value = self.instances(of: call, in: scope, directory)
            scope.define("module", name, value)
            return Resolution(value, steps: 1)
        }
        return scope
    }

    private func instances(of call: BlockView, in scope: ModuleScope, _ directory: String) -> Value {
        let path = "\(directory)main.tf"
        let body = call.body
        func instance() -> Value {
            var arguments: [String: Value] = [:]
            for attribute in body.attributes where !["source", "count", "for_each"].contains(attribute.name) {
                arguments[attribute.name] = evaluator.evaluate(attribute.expression, path: path, scope: scope)
            }
            return outputs("\(directory)modules/\(call.labels.first ?? "")/", arguments)
        }
        if let count = body.attribute("count")?.expression {
            let number = evaluator.evaluate(count, path: path, scope: scope).number?.exactInt ?? 0
            return Value(.tuple((0..<number).map { _ in instance() }))
        }
        if let each = body.attribute("for_each")?.expression {
            let keys = evaluator.evaluate(each, path: path, scope: scope).members?.entries ?? []
            return Value(.object(Members(keys.map { .init($0.key, instance()) })))
        }
        return instance()
    }

    private func outputs(_ directory: String, _ arguments: [String: Value]) -> Value {
        let inner = scope(directory, arguments)
        let path = "\(directory)main.tf"
        var entries: [Members.Entry] = []
        for block in file(path).body.blocks where block.type == "output" {
            guard let value = block.body.attribute("value")?.expression else { continue }
            entries.append(
                .init(block.labels.first ?? "", evaluator.evaluate(value, path: path, scope: inner)))
        }
        return Value(.object(Members(entries)))
    }
}

@Suite("generated modules", .enabled(if: Shell.has("terraform"), "terraform is not installed"))
struct GeneratedModuleTests {
    /// Five configurations in every run, 200 where `TRIMTAB_NIGHTLY` is set.
    static let seeds = Array(
        UInt64(1)...(ProcessInfo.processInfo.environment["TRIMTAB_NIGHTLY"] == nil ? 5 : 200))

    @Test("variables, locals and outputs have the values that the tool gives them", arguments: seeds)
    func values(seed: UInt64) throws {
        var generator = TerraformModuleGenerator(seed: seed)
        let configuration = generator.configuration()
        let answers = try TerraformConsole.ask(configuration.questions, files: configuration.files)
        let modules = Modules(configuration.files)
        let root = modules.root()
        var known = 0
        for (question, answer) in zip(configuration.questions, answers) {
            let source = "result = try(jsonencode(\(question)), \"ERROR\")\n"
            let file = HCLParser.parse(Array(source.utf8), path: "asked.tf")
            let expression = try #require(file.body.attribute("result")?.expression)
            let value = modules.evaluator.evaluate(expression, path: "asked.tf", scope: root)
            let mine = value.string ?? "unknown: \(value.firstUnknown?.detail ?? "")"
            if mine == answer { known += 1 }
            let isHeld = DifferentialTests.reasons.contains { mine == "unknown: \($0)" }
            #expect(mine == answer || isHeld, "seed \(seed): \(question)")
        }
        #expect(known * 2 > answers.count)
    }
}
