// The Git module; ARCHITECTURE.md says what it is for.
