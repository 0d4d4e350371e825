// The Verification module; ARCHITECTURE.md says what it is for.
