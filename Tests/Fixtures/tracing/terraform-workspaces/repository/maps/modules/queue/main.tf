variable "environment" {
  type = string
}

variable "nodes" {
  type = map(number)
  default = {
    prod    = 3
    staging = 1
  }
}

resource "aws_elasticache_cluster" "this" {
  num_cache_nodes = var.nodes[var.environment]
}
