import Foundation
import HCLEvaluation
import Provenance
import TestSupport
import Testing

@Suite("the list of functions", .enabled(if: Shell.has("terraform"), "terraform is not installed"))
struct FunctionListTests {
    /// What is unknown on purpose, with the reason.
    static let unknown = [
        "timestamp": "the time at which Terraform runs", "plantimestamp": "the time at which Terraform plans",
        "uuid": "random", "bcrypt": "a random salt",
        "base64gzip": "the bytes hang on the compressor", "rsadecrypt": "a private key",
    ]

    private struct Metadata: Decodable {
        struct Signature: Decodable {}
        var signatures: [String: Signature]
        enum CodingKeys: String, CodingKey { case signatures = "function_signatures" }
    }

    @Test("every function of the installed Terraform is computed, or unknown for a reason that is named here")
    func complete() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let shell = Shell(
            directory: directory.path,
            environment: ["TF_CLI_CONFIG_FILE": "/dev/null", "CHECKPOINT_DISABLE": "1"])
        let answer = try shell.run(["terraform", "metadata", "functions", "-json"])
        let names = try JSONDecoder().decode(Metadata.self, from: answer.output).signatures.keys
        #expect(names.count > 200)
        for name in names {
            #expect(
                Evaluator.isFunction(name.hasPrefix("core::") ? String(name.dropFirst(6)) : name), "\(name)")
        }
        // OpenTofu's alone.
        #expect(Set(Evaluator.refusedFunctions.keys) == Set(Self.unknown.keys).union(["base64gunzip"]))
        #expect(Self.unknown.keys.allSatisfy { names.contains($0) })
    }

    @Test(
        "functions that OpenTofu has beside Terraform's",
        arguments: [
            (#"cidrcontains("192.168.2.0/20", "192.168.2.1")"#, "true"),
            (#"cidrcontains("192.168.2.0/20", "192.168.2.0/22")"#, "true"),
            (#"cidrcontains("192.168.2.0/20", "192.168.2.0/16")"#, "false"),
            (#"cidrcontains("192.168.2.0/20", "192.126.2.1")"#, "false"),
            (#"cidrcontains("fe80::/48", "fe80::1")"#, "true"),
            (#"cidrcontains("fe80::/48", "10.0.0.1")"#, nil), (#"cidrcontains("10.0.0.0/8", "x")"#, nil),
            (#"urldecode("Hello+World%21%20%C3%A9")"#, "\"Hello World! é\""), (#"urldecode("%zz")"#, nil),
            (#"urldecode("%ff")"#, nil),
        ] as [(String, String?)])
    func openTofu(sample: (String, String?)) { #expect(evaluate(sample.0).json == sample.1) }

    @Test("a provider's function is unknown and says so")
    func provider() {
        let answer = evaluate("provider::aws::arn_parse(\"arn:aws:s3:::b\")")
        #expect(answer.value.unknown?.detail == "provider::aws::arn_parse() belongs to a provider")
        #expect(answer.diagnostics.isEmpty)
    }
}
