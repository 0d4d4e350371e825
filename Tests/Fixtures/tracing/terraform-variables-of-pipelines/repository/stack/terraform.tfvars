volume = 40
