volume = 30
