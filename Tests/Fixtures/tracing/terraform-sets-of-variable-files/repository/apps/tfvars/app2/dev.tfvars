size = "t3.medium"
