import Diagnostics
import HCL
import Testing

/// SplitMix64: the same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite("properties")
struct MutationTests {
    static let good = """
        # A file with a bit of everything.
        terraform { required_version = ">= 1.5" }
        variable "size" {
          type = object({ a = optional(string, "x"), b = list(number) })
          default = { a = "m5.large", b = [1, 2.5, -3e2] } // c
        }
        resource "aws_instance" "web" {
          count = var.on ? length(local.xs) : 0 /* d */
          user_data = <<-EOT
            #!/bin/sh
            %{ for x in local.xs ~}
            echo ${x["k"]} "$${HOME}" %{ if x.y }yes%{ else }no%{ endif }
            %{ endfor ~}
          EOT
          tags = merge(local.tags, { for k, v in var.tags : upper(k) => "${v}-${k}" if v != null }...)
          ids = aws_instance.web[*].id
          old = aws_instance.web.*.id[0]
          ok = !(1 + 2 * 3 >= 7 && true || false == null)
          dynamic "ebs" {
            for_each = { "a b" : 1, (var.k) = 2 }
            content { size = ebs.value }
          }
        }

        """
    static let goodJSON =
        #"{"resource": {"a": {"b": {"x": [1, -2.5e3, "a\nb", true, null, {"${y}": {}}]}}}, "z": "\u00e9"}"#

    @Test("mutated files round-trip and never trap", arguments: [1, 2, 3, 4] as [UInt64])
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("\"{}[]()$%<>=.,:?!-+*/#\\~&|\n\r\t \u{0}aE_1é".utf8) + [0xFF, 0xC3]
        for json in [false, true] {
            let start = Array((json ? Self.goodJSON : Self.good).utf8)
            for round in 0..<400 {
                var bytes = start
                for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: bytes.remove(at: index)
                    case 1: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: index)
                    case 2: bytes[index] = alphabet.randomElement(using: &random) ?? 0
                    default:
                        bytes.removeSubrange(
                            index..<min(bytes.count, index + Int.random(in: 1...40, using: &random)))
                    }
                }
                assertParse(bytes, json: json, "seed \(seed), round \(round)")
            }
        }
    }

    @Test(
        "every literal of a file can be replaced, is read back, and nothing else changes",
        arguments: [11, 12] as [UInt64])
    func locality(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = ["", "m5.xlarge", "a \"b\" \\", "1Gi", "é☃", "\n", "${x}", "%{ if }"]
        for json in [false, true] {
            let file = assertParse(Array((json ? Self.goodJSON : Self.good).utf8), json: json, errors: [])
            var replaced = 0
            for id in literals(file.tree) {
                let view = ExpressionView(tree: file.tree, id: id)
                let number = String(Int.random(in: 0..<100_000, using: &random))
                let value: HCLLiteral
                switch view.kind {
                case .string: value = .string(values.prefix(json ? 6 : 8).randomElement(using: &random) ?? "")
                case .number: value = .number(number)
                default: value = .bool(Bool.random(using: &random))
                }
                let edit = try view.replaceLiteral(with: value, reason: "test")
                #expect(view.range.contains(edit.range))
                let bytes = try #require([edit].apply(to: file.source))
                let after = assertParse(
                    bytes, json: json, errors: [], "seed \(seed), \(view.text) → \(value)")
                let comparison = TreeComparison(file.tree, after.tree, edits: [edit])
                #expect(comparison.unexpected.isEmpty, "seed \(seed), \(view.text) → \(value)")
                let place = ExpressionView(
                    tree: after.tree, id: try #require(after.tree.leaf(at: Int(view.range.lower))))
                #expect(place.literal == value, "seed \(seed), \(view.text) → \(value)")
                replaced += 1
            }
            #expect(replaced > (json ? 4 : 15))
        }
    }

    private func literals(_ tree: HCLTree) -> [HCLNodeID] {
        var waiting = [tree.root]
        var found: [HCLNodeID] = []
        while let id = waiting.popLast() {
            waiting.append(contentsOf: tree.children(of: id))
            switch tree.kind(of: id) {
            case .string, .number, .trueLiteral, .falseLiteral: found.append(id)
            case .jsonString where ExpressionView(tree: tree, id: id).kind == .string: found.append(id)
            default: break
            }
        }
        return found
    }
}
