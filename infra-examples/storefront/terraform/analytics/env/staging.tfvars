environment   = "staging"
notebook_type = "r5.large"