internal import Diagnostics
internal import Model

extension MapCursor {
    /// Text; numbers and booleans are not text, so that `owner: 12` is noticed.
    func text(_ key: String) -> Located<String>? {
        guard let node = node(key) else { return nil }
        guard case .string(let text) = node.value else {
            reject(key, "`\(key)` must be text, not \(node.value.kindName)")
            return nil
        }
        guard !text.allSatisfy(\.isWhitespace) else {
            reject(key, "`\(key)` must not be empty")
            return nil
        }
        return Located(text, at: node.span)
    }

    /// A whole number within a range.
    func integer(_ key: String, in range: ClosedRange<Int>) -> Located<Int>? {
        guard let node = node(key) else { return nil }
        guard case .number(let number, _) = node.value, let whole = Int(exactly: number),
            range.contains(whole)
        else {
            let bounds =
                range.upperBound == .max
                ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
            reject(key, "`\(key)` must be a whole number, \(bounds)")
            return nil
        }
        return Located(whole, at: node.span)
    }

    /// One of a closed list of words, with a did-you-mean.
    func word<Value>(_ key: String, of choices: [(name: String, value: Value)]) -> Located<Value>? {
        guard let text = text(key) else { return nil }
        if let choice = choices.first(where: { $0.name == text.value }) {
            return Located(choice.value, at: text.span)
        }
        reject(key, MapCursor.notAWord(text.value, of: choices.map(\.name), for: key))
        return nil
    }

    static func notAWord(_ word: String, of names: [String], for key: String) -> String {
        let hint = Suggestion.nearest(to: word, among: names).map { "; did you mean `\($0)`?" }
        return "`\(word)` is no \(key); it is one of \(names.joined(separator: ", "))" + (hint ?? "")
    }

    /// A list of non-empty texts; nil when the key is absent, so that an empty list can mean something else.
    func texts(_ key: String) -> [Located<String>]? {
        guard node(key) != nil else { return nil }
        return list(key).compactMap { item in
            guard case .string(let text) = item.value, !text.isEmpty else {
                let isText = item.value == .string("")
                complaints.add(
                    .settingsBadValue,
                    "each of `\(key)` must be non-empty text"
                        + (isText ? "" : ", not \(item.value.kindName)"),
                    at: item.span)
                return nil
            }
            return Located(text, at: item.span)
        }
    }

    /// A positive length of time: `30m`, `14d`.
    ///
    /// A century bounds it, so that no sum of a moment and a span leaves the calendar.
    func timeSpan(_ key: String) -> Located<TimeSpan>? {
        guard let node = node(key) else { return nil }
        guard case .string(let text) = node.value, let span = TimeSpan(text), span.seconds > 0 else {
            reject(key, "`\(key)` must be a length of time such as 30m, 24h or 14d")
            return nil
        }
        guard span.days <= 36_500 else {
            reject(key, "`\(key)` must be at most 36500d, a hundred years")
            return nil
        }
        return Located(span, at: node.span)
    }

    /// A length of time within bounds.
    func timeSpan(_ key: String, in bounds: ClosedRange<TimeSpan>) -> Located<TimeSpan>? {
        guard let span = timeSpan(key) else { return nil }
        guard bounds.contains(span.value) else {
            reject(key, "`\(key)` must be from \(bounds.lowerBound) to \(bounds.upperBound)")
            return nil
        }
        return span
    }

    /// A share: `95%`, or a number from 0 to 1.
    func share(_ key: String) -> Located<Double>? {
        guard let node = node(key) else { return nil }
        guard let share = Share.read(node), (0...1).contains(share) else {
            reject(key, "`\(key)` must be a share from 0% to 100%")
            return nil
        }
        return Located(share, at: node.span)
    }

    /// A positive amount: `64Mi`, `250m`, `2`.
    func quantity(_ key: String) -> Located<Quantity>? {
        guard let node = node(key) else { return nil }
        guard let text = node.scalarText, let quantity = Quantity(text), quantity.thousandths > 0 else {
            reject(key, "`\(key)` must be an amount such as 64Mi, 250m or 2")
            return nil
        }
        return Located(quantity, at: node.span)
    }

    /// A date or a moment: `2027-03-01`, RFC 3339.
    func moment(_ key: String) -> Located<Timestamp>? {
        guard let node = node(key) else { return nil }
        guard case .string(let text) = node.value, text.prefix(4).allSatisfy(\.isNumber),
            text.dropFirst(4).hasPrefix("-"), let moment = Timestamp(text)
        else {
            reject(key, "`\(key)` must be a date such as 2027-03-01")
            return nil
        }
        return Located(moment, at: node.span)
    }

    /// A path or glob inside the repository: relative, without `..`.
    func repositoryPath(_ key: String) -> Located<String>? {
        guard let text = text(key) else { return nil }
        guard MapCursor.isInsideRepository(text.value) else {
            reject(key, "`\(key)` must be a path inside the repository, relative and without `..`")
            return nil
        }
        return text
    }

    /// No list of globs that people keep is longer.
    static let mostGlobs = 500

    /// Globs inside the repository.
    func globs(_ key: String) -> [Located<String>]? {
        guard let globs = texts(key) else { return nil }
        guard globs.count <= MapCursor.mostGlobs else {
            complaints.add(
                .settingsBadValue,
                "`\(key)` has \(globs.count) globs; at most \(MapCursor.mostGlobs) are read",
                at: globs[MapCursor.mostGlobs].span)
            return nil
        }
        return globs.filter { glob in
            if let problem = Glob.problem(in: glob.value) {
                complaints.add(.settingsBadValue, "`\(glob.value)` is no glob: \(problem)", at: glob.span)
                return false
            }
            guard MapCursor.isInsideRepository(glob.value) else {
                complaints.add(
                    .settingsBadValue,
                    "`\(glob.value)` must lie inside the repository, relative and without `..`",
                    at: glob.span)
                return false
            }
            return true
        }
    }

    static func isInsideRepository(_ path: String) -> Bool {
        !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    }
}

/// Reads shares as people write them.
enum Share {
    /// `50%` as 0.5, `0.5` as 0.5; nil for anything else.
    static func read(_ node: ConfigNode) -> Double? {
        switch node.value {
        case .number(let number, _): return number
        case .string(let text):
            guard text.hasSuffix("%"), let number = Double(text.dropLast()), number.isFinite else {
                return nil
            }
            return number / 100
        default: return nil
        }
    }
}
