workers = 2
size = "t3.xlarge"
