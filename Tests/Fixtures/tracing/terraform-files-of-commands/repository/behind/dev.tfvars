size   = "t3.small"
number = 2
