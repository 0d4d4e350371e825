nodes = 4
size = "t3.nano"
