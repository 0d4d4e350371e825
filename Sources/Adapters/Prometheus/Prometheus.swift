// The Prometheus module; ARCHITECTURE.md says what it is for.
