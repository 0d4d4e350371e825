# Web
size = "m5.xlarge" # launch week
other = 1