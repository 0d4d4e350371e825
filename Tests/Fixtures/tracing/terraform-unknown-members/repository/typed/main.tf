variable "config" {
  type = object({ name = string, cpu = number, memory = optional(number, 12) })
}

resource "aws_task" "t" {
  cpu    = var.config.cpu
  memory = var.config.memory
}

resource "aws_lb" "t" {
  name = var.config.name
}
