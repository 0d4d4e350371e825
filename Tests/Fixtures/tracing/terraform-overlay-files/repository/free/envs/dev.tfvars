class = "db.t3.small"
