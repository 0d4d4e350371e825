import Testing

@testable import Policy

@Suite struct KillSwitchTests {
    @Test func runsWhenEverythingWasLookedAtAndNothingIsThere() {
        #expect(KillSwitch.read(file: .absent, reference: .absent, variable: .absent) == .running)
    }

    @Test(arguments: 0..<3, [KillSwitch.Finding.present("stop\nmore"), .unreadable("timed out")])
    func anyOneHalts(place: Int, finding: KillSwitch.Finding) {
        let findings = (0..<3).map { $0 == place ? finding : .absent }
        let reading = KillSwitch.read(file: findings[0], reference: findings[1], variable: findings[2])
        let source = [KillSwitch.file, KillSwitch.reference, KillSwitch.variable][place]
        let reason = finding == .present("stop\nmore") ? "stop" : "it cannot be read: timed out"
        #expect(reading == .halted(source: source, reason: reason))
    }

    @Test(
        arguments: [
            (nil, false), ("", false), ("0", false), ("false", false), ("FALSE", false), ("1", true),
            ("no", true),
            ("deploy freeze", true),
        ] as [(String?, Bool)]) func readsTheEnvironment(value: String?, halts: Bool)
    {
        let finding = KillSwitch.variable(in: value.map { ["TRIMTAB_HALT": $0] } ?? [:])
        #expect((finding != .absent) == halts)
    }
}
