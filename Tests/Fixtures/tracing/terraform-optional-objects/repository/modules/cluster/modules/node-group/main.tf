variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type = string
}

variable "min_size" {
  type    = number
  default = 1
}

variable "max_size" {
  type     = number
  default  = 3
  nullable = false
}

variable "disk_size" {
  type    = number
  default = null
}

variable "instance_types" {
  type = list(string)
}

resource "aws_eks_node_group" "this" {
  count = var.create ? 1 : 0

  node_group_name = var.name
  disk_size       = var.disk_size
  instance_types  = var.instance_types

  scaling_config {
    min_size = var.min_size
    max_size = var.max_size
  }
}
