/// `trimtab set FILE PATH -1` means the number, not an option of that name.
enum NegativeNumber {
    /// The arguments with a negative number of `set` behind `--`, where nothing is taken for an option.
    static func behindOptions(_ arguments: [String]) -> [String] {
        guard arguments.first == "set", !arguments.contains("--"),
            let index = arguments.firstIndex(where: isNegativeNumber)
        else { return arguments }
        var rest = arguments
        let number = rest.remove(at: index)
        return rest + ["--", number]
    }

    private static func isNegativeNumber(_ argument: String) -> Bool {
        guard argument.first == "-", let second = argument.dropFirst().first else { return false }
        return second.isASCII && (second.isNumber || second == ".")
    }
}
