size = "m5.xlarge"
