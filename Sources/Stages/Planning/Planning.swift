// The Planning module; ARCHITECTURE.md says what it is for.
