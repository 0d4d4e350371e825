size = "t3.large"
nodes = 9
