# Web
size = "m5.2xlarge" # launch week
other = 1