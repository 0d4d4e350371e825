brokers  = 6
account  = "1"
domain   = "example.com"
contacts = []
