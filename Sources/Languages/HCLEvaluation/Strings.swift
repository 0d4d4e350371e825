import Diagnostics
import Foundation
import Provenance

/// What Terraform does to every string.
enum Strings {
    /// Composed characters, as every string of Terraform has them.
    static func normalized(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }
}

extension Value {
    /// Origins of a part of a string: the part of the token that is that text, where the token holds it as it is.
    func origins(of range: Range<Int>) -> Origins {
        guard case .string(let text) = content else { return origins.derived }
        if text.parts.isEmpty {
            return Self.slice(origins, text.string.utf8.count, range, 0) ?? origins.derived
        }
        let touched = text.parts(in: range)
        if touched.count == 1, touched[0].range.lowerBound <= range.lowerBound,
            range.upperBound <= touched[0].range.upperBound,
            let exact = Self.slice(
                touched[0].origins, touched[0].range.count, range, touched[0].range.lowerBound)
        {
            return exact
        }
        return touched.reduce(Origins.none) { $0.joined($1.origins) }
    }

    /// A token as long as the text, or longer by two quotes, holds it byte for byte.
    private static func slice(_ origins: Origins, _ count: Int, _ range: Range<Int>, _ base: Int) -> Origins?
    {
        guard let token = origins.identity, !range.isEmpty else { return nil }
        let quotes = token.range.count - count
        guard quotes == 0 || quotes == 2 else { return nil }
        let lower = Int(token.range.lower) + quotes / 2 + range.lowerBound - base
        var span = token
        span.range = .init(lower..<(lower + range.count))
        return origins.part(span)
    }
}
