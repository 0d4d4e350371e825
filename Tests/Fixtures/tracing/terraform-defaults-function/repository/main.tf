terraform {
  experiments = [module_variable_optional_attrs]
}

variable "pools" {
  type = map(object({
    size  = optional(string)
    nodes = optional(number)
    disk  = optional(object({ gb = optional(number), type = optional(string) }))
  }))
}

variable "plain" {
  type = object({ size = optional(string), ports = optional(list(number)) })
}

locals {
  pools = defaults(var.pools, {
    size  = "t3.small"
    nodes = 2
    disk  = { type = "gp2" }
  })
  plain = defaults(var.plain, { size = "t3.micro" })
}

resource "aws_eks_node_group" "pool" {
  for_each = local.pools

  instance_types = [each.value.size]
  desired_size   = each.value.nodes
  disk_size      = try(each.value.disk.gb, null)
  disk_type      = try(each.value.disk.type, "none")
}

resource "aws_instance" "web" {
  instance_type = local.plain.size
}
