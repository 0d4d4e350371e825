size    = "t3.large"
workers = 2
disk    = 30
profile = "not declared any more"
