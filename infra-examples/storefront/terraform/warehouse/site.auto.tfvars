# Sizes agreed on site, kept by the warehouse team.
scanner_type = "m5.2xlarge" # hand-held scanners
