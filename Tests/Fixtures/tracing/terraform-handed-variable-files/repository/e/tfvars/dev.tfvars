retention_e = 30
