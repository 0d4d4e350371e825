size = "t3.xlarge"
