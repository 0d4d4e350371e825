iops       = 6000
throughput = 500
gigabytes  = 20
profile    = "gone"
