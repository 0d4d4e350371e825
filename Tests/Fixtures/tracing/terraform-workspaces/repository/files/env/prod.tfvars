instance_type = "c6i.2xlarge"
