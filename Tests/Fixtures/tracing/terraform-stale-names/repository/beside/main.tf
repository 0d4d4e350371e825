terraform {}

variable "node_type" { default = "cache.t3.micro" }
variable "nodes" { default = 1 }

resource "aws_elasticache_cluster" "this" {
  node_type       = var.node_type
  num_cache_nodes = var.nodes
}
