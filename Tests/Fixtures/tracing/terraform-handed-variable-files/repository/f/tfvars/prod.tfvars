retention_f = 90
owner = "x"
