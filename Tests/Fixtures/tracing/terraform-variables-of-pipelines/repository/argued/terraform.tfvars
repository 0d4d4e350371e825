machine_class = "m5.large"
retention = 30
