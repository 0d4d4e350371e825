variable "cpu" {}

variable "memory" {}

output "cpu" {
  value = var.cpu
}

output "memory" {
  value = var.memory
}

resource "aws_env" "own" {
  cpu    = var.cpu
  memory = var.memory
}
