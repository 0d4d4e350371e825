// The Pipeline module; ARCHITECTURE.md says what it is for.
