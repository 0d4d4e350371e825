variable "name" {
  type = string
}

variable "volumes" {
  type = list(object({
    device = optional(string)
    ebs = optional(object({
      iops = optional(number)
      size = optional(number)
      type = optional(string, "gp3")
    }))
  }))
  default = null
}

variable "limits" {
  type = object({
    cpu    = optional(number)
    memory = optional(number)
  })
  default = {}
}

variable "groups" {
  type = map(object({
    disk_size = optional(number)
    size      = optional(number, 20)
  }))
  default = {}
}

resource "aws_launch_template" "this" {
  name = var.name

  dynamic "block_device_mappings" {
    for_each = var.volumes != null ? var.volumes : []

    content {
      device_name = block_device_mappings.value.device

      dynamic "ebs" {
        for_each = block_device_mappings.value.ebs != null ? [block_device_mappings.value.ebs] : []

        content {
          iops        = ebs.value.iops
          volume_size = ebs.value.size
          volume_type = ebs.value.type
        }
      }
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  cpu    = var.limits.cpu
  memory = try(var.limits.memory, null)
}

resource "aws_eks_node_group" "this" {
  for_each = var.groups

  disk_size = each.value.disk_size
}
