number = 4
