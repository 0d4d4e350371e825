region = "eu-west-1"
iops   = 4000
# no other
