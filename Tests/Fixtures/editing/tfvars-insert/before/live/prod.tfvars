region = "eu-west-1"
# no other
