variable "apps" {
  type = list(object({ name = string, cpu = optional(number, 71), memory = optional(number, 72) }))
}

resource "aws_typed" "t" {
  cpu    = var.apps[0].cpu
  memory = var.apps[*].memory
  names  = [for app in var.apps : app.name]
}
