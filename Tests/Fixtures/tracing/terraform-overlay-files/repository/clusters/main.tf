terraform {}

variable "nodes" { default = 1 }
variable "size" {}

resource "aws_eks_node_group" "this" {
  scaling_config {
    desired_size = var.nodes
  }
  instance_types = [var.size]
}
