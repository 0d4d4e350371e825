throughput = 250
gigabytes  = 20
