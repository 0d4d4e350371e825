# Every root of the logistics account links to this file.
region       = "eu-central-1"
ami          = "ami-0a9f8e7d6c5b4a321"
print_server = "m5.2xlarge" # label printing; ask the shift leads
