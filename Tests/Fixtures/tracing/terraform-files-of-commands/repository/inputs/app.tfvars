size   = "t3.large"
number = 2
