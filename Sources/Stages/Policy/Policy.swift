// The Policy module; ARCHITECTURE.md says what it is for.
