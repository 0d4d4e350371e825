variable "app" {}

variable "cpu" {
  default = 13
}

output "service" {
  value = { name = "${var.app}-x", cpu = var.cpu }
}
