number = 2
