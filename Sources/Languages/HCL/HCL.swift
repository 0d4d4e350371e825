// The HCL module; ARCHITECTURE.md says what it is for.
