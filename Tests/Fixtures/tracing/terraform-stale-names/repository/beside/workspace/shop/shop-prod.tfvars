node_type = "cache.t3.large"
profile   = "not declared any more"
