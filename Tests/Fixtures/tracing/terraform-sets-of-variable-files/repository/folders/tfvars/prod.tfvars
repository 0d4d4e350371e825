size  = "m5.large"
nodes = 3
