capacity = 50
profile  = "not declared any more"
