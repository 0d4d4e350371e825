nodes = 6
