instance_type = "c6i.large"
volume        = 20
