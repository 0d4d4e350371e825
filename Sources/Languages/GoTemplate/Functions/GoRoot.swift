import Foundation

/// Roots that the standard library of the language has not.
enum GoRoot {
    static func cube(_ number: Double) -> Double { cbrt(number) }
}
