retention_h = 400
