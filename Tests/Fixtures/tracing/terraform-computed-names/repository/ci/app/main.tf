terraform {}

variable "nodes" { default = 1 }

resource "aws_elasticache_cluster" "this" {
  num_cache_nodes = var.nodes
}
