environment_e = "live"
