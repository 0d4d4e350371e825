variable "create" {
  type    = bool
  default = true
}

variable "node_groups" {
  type = map(object({
    create         = optional(bool, true)
    min_size       = optional(number)
    max_size       = optional(number, 5)
    disk_size      = optional(number)
    instance_types = optional(list(string))
  }))
  default = null
}

module "node_group" {
  source   = "./modules/node-group"
  for_each = var.create && var.node_groups != null ? var.node_groups : {}

  create         = each.value.create
  name           = each.key
  min_size       = each.value.min_size
  max_size       = each.value.max_size
  disk_size      = each.value.disk_size
  instance_types = try(coalescelist(each.value.instance_types, ["m6i.large"]), ["m6i.large"])
}
