class = "db.t3.large"
