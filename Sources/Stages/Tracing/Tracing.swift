// The Tracing module; ARCHITECTURE.md says what it is for.
