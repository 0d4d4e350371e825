// The Detection module; ARCHITECTURE.md says what it is for.
