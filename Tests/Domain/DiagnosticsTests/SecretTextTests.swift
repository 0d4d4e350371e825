import Testing

import Diagnostics

/// Keys in the shapes that their makers gave them; every one is made up.
@Suite struct SecretTextTests {
    @Test(arguments: [
        ("ghp_0123456789abcdefABCDEF0123456789abcd", "***"),
        ("pushing: github_pat_11AAAAAAA0123456789_abcdefghij refused", "pushing: *** refused"),
        ("glpat-abcdefghij0123456789", "***"),
        ("key AKIAIOSFODNN7EXAMPLE.", "key ***"),
        ("https://user:canary@git.example.com/a.git", "https://***@git.example.com/a.git"),
        ("https://canary@git.example.com/a.git: refused", "https://***@git.example.com/a.git: refused"),
        ("PASSWORD=canary99", "PASSWORD=***"), ("password: canary99, next", "password: ***, next"),
        ("{\"token\": \"canary99\"}", "{\"token\": \"***\"}"), ("api_key='canary99'", "api_key='***'"),
        ("Authorization: Bearer canary99canary", "Authorization: Bearer ***"),
        ("sent Bearer canary99canary again", "sent Bearer *** again"),
        (
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "***"
        ),
        (
            "a -----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY----- b",
            "a *** b"
        ),
        ("-----BEGIN PRIVATE KEY-----\ncanary", "***"),
    ])
    func takesOut(_ text: String, _ expected: String) {
        #expect(SecretText.redacted(text) == expected)
        #expect(SecretText.redacted(expected) == expected, "once is enough")
    }

    @Test(arguments: [
        "", "the window is closed", "1/1 per 1d used up", "a token of the values", "tokens: 3",
        "3f2c9f0d3f2c9f0d3f2c9f0d3f2c9f0d3f2c9f0d", "https://git.example.com/a@b",
        "mail ada@example.com",
        "max(x{namespace=\"prod\"})", "raise memory 512Mi → 768Mi", "eyJ", "AKIA", "password", "token=",
        "xghp_" + "0",
        "kubernetes::prod:Deployment/checkout/app:resources.limits.memory",
    ])
    func leaves(_ text: String) { #expect(SecretText.redacted(text) == text) }
}
