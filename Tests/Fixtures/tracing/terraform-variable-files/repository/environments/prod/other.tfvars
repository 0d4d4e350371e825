bucket = "state"
key = "x"
