import Diagnostics
import Foundation
import HCL
import HCLEvaluation
import Provenance
import Testing

/// HCL's own specification suite, as Debian ships it: each `.t` file says what a file must decode to, or which errors it has.
@Suite(
    "HCL's specification suite",
    .enabled(
        if: SpecificationCase.folder != nil,
        "the suite is not installed; on Debian: apt-get install golang-github-hashicorp-hcl-v2-dev"))
struct SpecificationSuiteTests {
    @Test("it is the suite of fifteen cases that is known here")
    func count() {
        #expect(SpecificationCase.all.count == 15)
    }

    @Test("a file decodes to what the specification says", arguments: SpecificationCase.all)
    func decodes(test: SpecificationCase) throws {
        let expected = try test.expected()
        for path in test.inputs {
            let decoded = try test.decode(path)
            #expect(decoded.errors == expected.errors, "\(path)")
            guard expected.errors.isEmpty else { continue }
            if let result = expected.result { #expect(decoded.value == result, "\(path)") }
            if let type = expected.type { #expect(decoded.type == type, "\(path)") }
        }
    }
}

/// One `.t` file with the files beside it.
struct SpecificationCase: CustomTestStringConvertible, Sendable {
    /// A place that an error must have.
    struct Place: Equatable, Comparable, CustomStringConvertible {
        var from: Int
        var to: Int
        var description: String { "\(from)..<\(to)" }
        static func < (a: Place, b: Place) -> Bool { (a.from, a.to) < (b.from, b.to) }
    }

    /// What must come out, or what came out.
    struct Outcome {
        var value: String
        var result: String?
        var type: String?
        var errors: [Place]
    }

    /// Where the suite is; nil where it is not installed.
    static let folder: String? = {
        let path = "/usr/share/gocode/src/github.com/hashicorp/hcl/v2/specsuite/tests"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    static let all: [SpecificationCase] = {
        guard let folder, let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
        return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".t") }.sorted()
            .map { SpecificationCase(name: String($0.dropLast(2))) }
    }()

    let name: String
    var testDescription: String { name }
    private var base: String { (Self.folder ?? "") + "/" + name }

    /// The file in both syntaxes, where both are there.
    var inputs: [String] {
        [".hcl", ".hcl.json"].map { base + $0 }.filter { FileManager.default.fileExists(atPath: $0) }
    }

    private func read(_ path: String) throws -> HCLFile {
        HCLParser.parseAny(Array(try Data(contentsOf: URL(fileURLWithPath: path))), path: path)
    }

    func expected() throws -> Outcome {
        let file = try read(base + ".t")
        #expect(file.diagnostics.isEmpty)
        let decoder = SpecificationDecoder(path: file.path)
        let places = file.body.blocks("diagnostics").flatMap { $0.body.blocks("error") }.map { error in
            Place(from: Self.byte(error, "from"), to: Self.byte(error, "to"))
        }
        let type = file.body.attribute("result_type").flatMap { TypeConstraint($0.expression)?.type }
        return Outcome(
            value: "",
            result: file.body.attribute("result").map {
                SpecificationDecoder.text(decoder.evaluate($0.expression))
            },
            type: type?.text, errors: places.sorted())
    }

    private static func byte(_ error: BlockView, _ end: String) -> Int {
        Int(error.body.blocks(end).first?.body.attribute("byte")?.expression.numberText ?? "") ?? -1
    }

    func decode(_ path: String) throws -> Outcome {
        let file = try read(path)
        let specification = try read(base + ".hcldec")
        #expect(specification.diagnostics.isEmpty)
        let decoder = SpecificationDecoder(path: path)
        decoder.define(specification.body.blocks("variables"))
        let spec = try #require(specification.body.blocks.first { $0.type != "variables" })
        let value = decoder.decode(spec, file.body)
        decoder.refuseOthers(spec, file.body)
        let errors = file.diagnostics.map(\.subject.range) + decoder.errors
        return Outcome(
            value: SpecificationDecoder.text(value), type: value.type.text,
            errors: errors.map { Place(from: Int($0.lower), to: Int($0.upper)) }.sorted())
    }
}
