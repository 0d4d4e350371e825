/// Requests are whole thousandths of a core and whole mebibytes.
enum SizeSteps {
    static let core = 0.001
    static let mebibyte = 1_048_576.0

    /// The next thousandth of a core that is not below `cores`.
    static func cpu(_ cores: Double) -> Double { ((cores * 1000 - 1e-9).rounded(.up)) / 1000 }

    /// The next mebibyte that is not below `bytes`.
    static func memory(_ bytes: Double) -> Double { (bytes / mebibyte - 1e-9).rounded(.up) * mebibyte }

    /// The next step of about 2% that is not below `cores`, so that small moves of the data do not move the request.
    static func coarseCPU(_ cores: Double) -> Double {
        let step = max(core, scale(cores * 1000) * core)
        return cpu((cores / step - 1e-9).rounded(.up) * step)
    }

    /// The next step of about 2% that is not below `bytes`.
    static func coarseMemory(_ bytes: Double) -> Double {
        let step = max(mebibyte, scale(bytes / mebibyte) * mebibyte)
        return memory((bytes / step - 1e-9).rounded(.up) * step)
    }

    /// The greatest power of two that is at most a fiftieth of `count`.
    private static func scale(_ count: Double) -> Double {
        guard count >= 50, count < 1e15 else { return 1 }
        return Double(sign: .plus, exponent: (count / 50).exponent, significand: 1)
    }
}
