shards = 4
stream = "b"
gone   = true
