retention_e = 90
