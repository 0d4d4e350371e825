class   = "db.t3.large"
profile = "not declared any more"
