class   = "db.t3.xlarge"
workers = 7
