nodes = 1
