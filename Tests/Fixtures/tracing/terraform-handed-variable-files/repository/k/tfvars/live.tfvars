retention_k = 60
