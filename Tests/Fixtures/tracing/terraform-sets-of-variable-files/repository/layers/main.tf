terraform {}

variable "size" {
  type    = string
  default = "t3.micro"
}

variable "nodes" {
  type    = number
  default = 1
}

resource "aws_instance" "web" {
  instance_type = var.size
}

resource "aws_eks_node_group" "this" {
  desired_size = var.nodes
}
