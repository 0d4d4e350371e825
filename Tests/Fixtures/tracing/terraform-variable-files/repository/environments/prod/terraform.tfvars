machine = "m5.2xlarge"
